package io.understudy.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.understudy.api.ClusterView;
import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.Term;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Durable;
import io.understudy.engine.decision.Electorate;
import io.understudy.engine.decision.Tempo;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// [Durable] as text that an administrator can read (`strings data/cluster.state`): one `key=value`
/// a line, keys below `group.NAME.`, `held.`, `maintenance.` and `pause.`; `format` is the version.
final class StateFile {
  private static final String FORMAT = "1";

  private StateFile() {}

  static byte[] write(Durable durable) {
    Map<String, String> lines = new TreeMap<>();
    lines.put("format", FORMAT);
    durable
        .groups()
        .forEach(
            (group, record) -> {
              lines.put("group." + group + ".term", record.term().toString());
              lines.put("group." + group + ".owned", Boolean.toString(record.owned()));
              for (int i = 0; i < record.electorates().size(); i++) {
                lines.put("group." + group + ".electorate." + i, text(record.electorates().get(i)));
              }
              failures("group." + group + ".failures.", record.failures(), lines);
            });
    durable
        .held()
        .ifPresent(
            hold -> {
              lines.put("held.reason", hold.reason());
              lines.put("held.by", hold.by());
              lines.put("held.at", hold.at().toString());
              lines.put("held.automatic", Boolean.toString(hold.automatic()));
            });
    lines.put("maintenance.on", Boolean.toString(durable.maintenance().on()));
    lines.put("maintenance.version", Long.toString(durable.maintenance().version()));
    durable
        .pause()
        .ifPresent(
            pause -> {
              lines.put("pause.boot", pause.bootId());
              lines.put("pause.deadline", Long.toString(pause.deadline()));
              lines.put("pause.alone", Boolean.toString(pause.alone()));
              lines.put("pause.tempo", text(pause.tempo()));
              pause.terms().forEach((group, term) -> lines.put("pause.term." + group, "" + term));
            });
    Properties properties = new Properties();
    properties.putAll(lines);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString().getBytes(UTF_8);
  }

  /// @throws IOException if it isn't a state that this program reads; the message says why
  static Durable read(byte[] bytes) throws IOException {
    Properties lines = new Properties();
    try {
      lines.load(new StringReader(new String(bytes, UTF_8)));
      if (!FORMAT.equals(lines.getProperty("format"))) {
        throw new IOException(
            "the state has format %s, this program reads %s: start the newer program"
                .formatted(lines.getProperty("format"), FORMAT));
      }
      return new Durable(groups(lines), held(lines), maintenance(lines), pause(lines));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new IOException("the state can't be understood: " + e.getMessage(), e);
    }
  }

  private static Map<GroupId, Durable.GroupRecord> groups(Properties lines) {
    Map<GroupId, Durable.GroupRecord> groups = new LinkedHashMap<>();
    for (String key : lines.stringPropertyNames()) {
      String[] parts = key.split("\\.");
      if (parts.length == 3 && parts[0].equals("group") && parts[2].equals("term")) {
        List<Electorate> electorates = new ArrayList<>();
        String line;
        while ((line = lines.getProperty("group." + parts[1] + ".electorate." + electorates.size()))
            != null) {
          electorates.add(electorate(line));
        }
        groups.put(
            new GroupId(parts[1]),
            new Durable.GroupRecord(
                new Term(number(lines, key)),
                owned(lines, parts[1], key),
                electorates,
                failures(lines, "group." + parts[1] + ".failures.")));
      }
    }
    return groups;
  }

  private static void failures(
      String prefix, Durable.Failures failures, Map<String, String> lines) {
    if (!failures.all().isEmpty()) {
      lines.put(prefix + "boot", failures.bootId());
      lines.put(prefix + "reason", failures.failed());
      lines.put(
          prefix + "all",
          failures.all().stream()
              .map(failure -> failure.at() + ":" + failure.service())
              .collect(Collectors.joining(" ")));
    }
  }

  private static Durable.Failures failures(Properties lines, String prefix) {
    String all = lines.getProperty(prefix + "all");
    if (all == null) {
      return Durable.Failures.NONE;
    }
    return new Durable.Failures(
        lines.getProperty(prefix + "boot", ""),
        lines.getProperty(prefix + "reason", ""),
        Arrays.stream(all.split(" "))
            .map(one -> one.split(":", 2))
            .map(
                pair ->
                    new Durable.Failure(pair.length > 1 ? pair[1] : "", Long.parseLong(pair[0])))
            .toList());
  }

  /// Who wrote nothing about it was an older program: then a term means that somebody may have.
  private static boolean owned(Properties lines, String group, String term) {
    String owned = lines.getProperty("group." + group + ".owned");
    return owned == null ? number(lines, term) > 0 : Boolean.parseBoolean(owned);
  }

  private static Optional<ClusterView.Hold> held(Properties lines) {
    return Optional.ofNullable(lines.getProperty("held.at"))
        .map(
            at ->
                new ClusterView.Hold(
                    lines.getProperty("held.reason", ""),
                    lines.getProperty("held.by", ""),
                    Instant.parse(at),
                    Boolean.parseBoolean(lines.getProperty("held.automatic"))));
  }

  private static Beat.Maintenance maintenance(Properties lines) {
    return new Beat.Maintenance(
        Boolean.parseBoolean(lines.getProperty("maintenance.on")),
        number(lines, "maintenance.version"));
  }

  private static Optional<Durable.Pause> pause(Properties lines) {
    String boot = lines.getProperty("pause.boot");
    if (boot == null) {
      return Optional.empty();
    }
    Map<GroupId, Term> terms =
        lines.stringPropertyNames().stream()
            .filter(key -> key.startsWith("pause.term."))
            .collect(
                Collectors.toMap(
                    key -> new GroupId(key.substring("pause.term.".length())),
                    key -> new Term(number(lines, key))));
    return Optional.of(
        new Durable.Pause(
            boot,
            number(lines, "pause.deadline"),
            terms,
            Boolean.parseBoolean(lines.getProperty("pause.alone")),
            tempo(lines.getProperty("pause.tempo", ""))));
  }

  /// Like `7 a printer:1 router:2`: number, who proposed it (`-` for nobody), devices with weights.
  private static String text(Electorate electorate) {
    String by = electorate.version().by();
    return electorate.version().number()
        + " "
        + (by.isEmpty() ? "-" : by)
        + electorate.weights().entrySet().stream()
            .map(weight -> " " + weight.getKey() + ":" + weight.getValue())
            .sorted()
            .collect(Collectors.joining());
  }

  private static Electorate electorate(String line) {
    String[] words = line.split(" ");
    if (words.length < 2) {
      throw new IllegalArgumentException("electorate '" + line + "'");
    }
    Map<DeviceId, Integer> weights =
        Arrays.stream(words)
            .skip(2)
            .map(word -> word.split(":"))
            .collect(
                Collectors.toMap(pair -> new DeviceId(pair[0]), pair -> Integer.valueOf(pair[1])));
    return new Electorate(
        new Electorate.Version(Long.parseLong(words[0]), words[1].equals("-") ? "" : words[1]),
        weights);
  }

  /// Like `25000000 10000000 220000000 120000000 6000000000 60000000000`: in the order of [Tempo].
  private static String text(Tempo tempo) {
    return "%d %d %d %d %d %d"
        .formatted(
            tempo.beat(),
            tempo.burst(),
            tempo.lease(),
            tempo.verdict(),
            tempo.pause(),
            tempo.window());
  }

  private static Tempo tempo(String line) {
    long[] spans = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    if (spans.length != 6) {
      throw new IllegalArgumentException("tempo '" + line + "'");
    }
    return new Tempo(spans[0], spans[1], spans[2], spans[3], spans[4], spans[5]);
  }

  private static long number(Properties lines, String key) {
    return Long.parseLong(lines.getProperty(key, "0"));
  }
}

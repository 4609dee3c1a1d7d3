package io.understudy.alarms;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.ob.JSON;
import io.understudy.alarms.Ledger.Open;
import io.understudy.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What waits for one receiver, and what it knows of: in a file, so that a restart forgets nothing
/// and tells nothing twice. At most [#MOST] messages, none older than [#OLDEST].
final class Outbox {
  static final int MOST = 500;
  static final Duration OLDEST = Duration.ofDays(7);
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int VERSION = 1;

  private final Path file;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private Map<String, Open> known = new LinkedHashMap<>();

  /// @param file is read; if it can't be, it is put aside and the beginning is empty
  Outbox(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        read(JSON.std.mapFrom(Files.readString(file)));
      }
    } catch (IOException | RuntimeException broken) {
      LOG.warn("{} can't be read ({}); it begins anew", file, broken.toString());
      waiting.clear();
      known.clear();
    }
  }

  synchronized Map<String, Open> known() {
    return Map.copyOf(known);
  }

  synchronized int size() {
    return waiting.size();
  }

  /// Takes messages, and what the receiver knows of with them.
  synchronized void add(List<Message> messages, Map<String, Open> told) {
    waiting.addAll(messages);
    known = new LinkedHashMap<>(told);
    int lost = 0;
    while (waiting.size() > MOST) {
      waiting.removeFirst();
      lost++;
    }
    if (lost > 0) {
      LOG.warn("{} messages were not sent: more than {} wait in {}", lost, MOST, file);
    }
    write();
    notifyAll();
  }

  /// Waits for one. It stays until it is [#done].
  synchronized Message next() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    return waiting.getFirst();
  }

  synchronized void done(Message message) {
    if (waiting.remove(message)) {
      write();
    }
  }

  /// {@return whether it was too old, and is gone}
  synchronized boolean expire(Message message, Instant now) {
    boolean old = message.at().plus(OLDEST).isBefore(now);
    if (old) {
      LOG.warn("a message is {} days old and isn't sent: {}", OLDEST.toDays(), message.text());
      done(message);
    }
    return old;
  }

  private void read(Map<String, Object> all) {
    if (!Integer.valueOf(VERSION).equals(all.get("version"))) {
      throw new IllegalArgumentException("its version is " + all.get("version"));
    }
    for (Object one : (List<?>) Optional.ofNullable(all.get("waiting")).orElse(List.of())) {
      waiting.add(Message.of((Map<?, ?>) one));
    }
    for (Object one : (List<?>) Optional.ofNullable(all.get("told")).orElse(List.of())) {
      Map<?, ?> map = (Map<?, ?>) one;
      Problem problem =
          new Problem(
              Problem.Severity.valueOf(Message.word(map, "severity")),
              Message.word(map, "subject"),
              Message.word(map, "what"),
              Message.word(map, "remedy"));
      known.put(
          Ledger.key(problem),
          new Open(problem, time(map, "first"), Instant.now(), time(map, "told")));
    }
  }

  private static Instant time(Map<?, ?> map, String key) {
    return Instant.parse(Message.word(map, key));
  }

  private void write() {
    List<Object> told = new ArrayList<>();
    known.values().forEach(one -> told.add(json(one)));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("version", VERSION);
    all.put("told", told);
    all.put("waiting", waiting.stream().map(Message::json).toList());
    try {
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, JSON.std.asString(all).getBytes(UTF_8));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} can't be written ({}); a restart may tell again, or forget", file, e.toString());
    }
  }

  private static Map<String, Object> json(Open one) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("severity", one.problem().severity().name());
    map.put("subject", one.problem().subject());
    map.put("what", one.problem().what());
    map.put("remedy", one.problem().remedy());
    map.put("first", one.first().toString());
    map.put("told", String.valueOf(one.told()));
    return map;
  }
}

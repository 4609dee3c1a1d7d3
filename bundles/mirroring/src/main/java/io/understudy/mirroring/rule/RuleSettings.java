package io.understudy.mirroring.rule;

import io.understudy.api.GroupId;
import io.understudy.api.Settings;
import io.understudy.api.Words;
import io.understudy.api.mirror.MirroredTree.Sync;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a `io.understudy.mirroring.rule-NAME.cfg`.
public final class RuleSettings {
  public static final String PID = "io.understudy.mirroring.rule";

  /// A share that leaves room for services on a small machine, and copies fast enough.
  public static final int USUAL_CPU = 50;

  private static final Pattern DURATION = Pattern.compile("\\d+\\s*(ms|s|m|h|d)");
  private static final Pattern RATE = Pattern.compile("(\\d{1,12})\\s*([kKmMgG]?)");
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MOST_PATTERNS = 100;

  private RuleSettings() {}

  /// @param home of the node
  /// @throws Settings.Refused naming file, key, value and remedy
  public static Rule of(Map<String, ?> values, Path home) {
    Settings settings = Settings.of(PID, values);
    boolean file = settings.value("kind", text -> kind(settings, text), false);
    Path path = settings.required("path", "/srv/mail", text -> path(settings, text, home, file));
    Interval interval =
        settings.required(
            "interval", "continuous, 1m or 0 3 * * *", text -> interval(settings, text));
    List<String> before = settings.value("before", Words::of, List.of());
    List<String> after = settings.value("after", Words::of, List.of());
    if (interval instanceof Interval.Continuous && !(before.isEmpty() && after.isEmpty())) {
      String key = before.isEmpty() ? "after" : "before";
      throw settings.refuse(
          key, "is set for a continuous rule, which has no passes to run it at", "set an interval");
    }
    Rule.TooOld tooOld = settings.choice("tooOld", Rule.TooOld.ASK);
    return new Rule(
        settings.required("name", "mail", text -> new GroupId(text).name()),
        settings.required("group", "web", GroupId::new),
        path,
        file,
        interval,
        settings.value("strategy", text -> new GroupId(text).name(), "stream"),
        patterns(settings, "include", file),
        patterns(settings, "exclude", file),
        settings.flag("deletions", true),
        settings.value("bandwidth", RuleSettings::rate, 0L),
        settings.number("cpu", USUAL_CPU, 1, 100),
        settings.number("priority", 5, 1, 9),
        settings.text("maxLag").isEmpty()
            ? Optional.empty()
            : Optional.of(settings.duration("maxLag", SECOND, SECOND, LONGEST)),
        tooOld,
        before,
        after,
        settings.duration("patience", Duration.ofMinutes(1), SECOND, Duration.ofHours(6)),
        scrub(settings),
        settings.choice("sync", Sync.PASS));
  }

  private static boolean kind(Settings settings, String text) {
    return switch (text) {
      case "file" -> true;
      case "directory" -> false;
      default ->
          throw settings.refuse("kind", "'" + text + "' is no choice", "use directory or file");
    };
  }

  private static Path path(Settings settings, String text, Path home, boolean file) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("write the whole path, beginning with /");
    } else if (!path.equals(path.normalize()) || path.getParent() == null) {
      throw new IllegalArgumentException("write a path without . and .., and not / itself");
    }
    for (String own : List.of("data", "config", "log", "deploy")) {
      if (path.startsWith(home.resolve(own)) || path.equals(home)) {
        throw new IllegalArgumentException(
            "that is this node's own; each node has another one, so choose data of a service");
      }
    }
    boolean directory = Files.isDirectory(path);
    if (file && directory || !file && Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !directory) {
      throw settings.refuse(
          "kind",
          "%s is a %s".formatted(path, directory ? "directory" : "file"),
          "write kind = " + (directory ? "directory" : "file"));
    }
    return path;
  }

  private static Interval interval(Settings settings, String text) {
    if (text.equals("continuous")) {
      return new Interval.Continuous();
    } else if (DURATION.matcher(text).matches()) {
      return new Interval.Every(settings.duration("interval", SECOND, SECOND, LONGEST), text);
    } else if (text.split("\\s+").length == 5) {
      try {
        return Interval.Cron.parse(text);
      } catch (IllegalArgumentException wrong) {
        throw settings.refuse(
            "interval",
            "'%s' is no cron expression: %s".formatted(text, wrong.getMessage()),
            "write minute, hour, day of month, month, day of week: 0 3 * * *");
      }
    }
    throw new IllegalArgumentException(
        "use continuous, a duration like 1s, 1m or 1h, or a cron expression like 0 3 * * *");
  }

  private static List<String> patterns(Settings settings, String key, boolean file) {
    List<String> patterns = settings.list(key);
    if (file && !patterns.isEmpty()) {
      throw settings.refuse(key, "is set for a single file", "leave it out");
    } else if (patterns.size() > MOST_PATTERNS) {
      throw settings.refuse(
          key, "has %d patterns".formatted(patterns.size()), "use at most " + MOST_PATTERNS);
    }
    settings.list(key, Glob::of);
    return patterns;
  }

  private static Duration scrub(Settings settings) {
    String text = settings.text("scrub").orElse("0");
    return text.equals("0")
        ? Duration.ZERO
        : settings.duration("scrub", Duration.ZERO, Duration.ofMinutes(1), LONGEST);
  }

  /// {@return bytes}
  static long rate(String text) {
    Matcher form = RATE.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("write bytes a second: 500k, 10M, or 0 for no limit");
    }
    long number = Long.parseLong(form.group(1));
    long rate =
        switch (form.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> number * 1000;
          case "m" -> number * 1_000_000;
          case "g" -> number * 1_000_000_000;
          default -> number;
        };
    if (rate != 0 && rate < 1000 || rate > 1_000_000_000_000L) {
      throw new IllegalArgumentException("use 0 for no limit, or 1k to 1000G");
    }
    return rate;
  }
}

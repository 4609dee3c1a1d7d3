package io.understudy.shell;

import io.understudy.api.mirror.Mirrors;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Mirror rules and the quarantine, for people.
final class MirrorText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private MirrorText() {}

  /// {@return a row for each copy of each rule, then what each objects}
  static String rules(List<Mirrors.RuleView> rules, Instant now) {
    Table table =
        new Table(
            "MIRROR",
            "PATH",
            "GROUP",
            "INTERVAL",
            "STRATEGY",
            "HERE",
            "COPY ON",
            "STATE",
            "DIRTY",
            "OLDEST",
            "LAST PASS");
    StringBuilder objections = new StringBuilder();
    for (Mirrors.RuleView rule : rules) {
      if (rule.copies().isEmpty()) {
        row(table, rule, "-", "-", "-", "-", "-");
      }
      for (Mirrors.CopyView copy : rule.copies()) {
        row(
            table,
            rule,
            copy.node().name(),
            copy.comparing()
                .map(files -> "%s (%,d files)".formatted(copy.state(), files))
                .orElse(copy.state()),
            Long.toString(copy.dirty()),
            copy.oldest().map(since -> ago(since, now)).orElse("-"),
            copy.lastPass().map(since -> ago(since, now) + " ago").orElse("never"));
      }
      rule.objection()
          .ifPresent(
              why ->
                  objections.append(
                      "  %s: no takeover by itself: %s%n".formatted(rule.name(), oneLine(why))));
    }
    return table.isEmpty() ? "" : table + objections.toString();
  }

  private static void row(Table table, Mirrors.RuleView rule, String... copy) {
    table.row(
        rule.name(),
        oneLine(rule.path().toString()),
        rule.group().name(),
        rule.interval(),
        rule.strategy(),
        rule.direction().name().toLowerCase(Locale.ROOT),
        copy[0],
        copy[1],
        copy[2],
        copy[3],
        copy[4]);
  }

  private static String ago(Instant since, Instant now) {
    Duration span = Duration.between(since, now);
    return Spans.text(span.isNegative() ? Duration.ZERO : span);
  }

  static String quarantine(List<Mirrors.Quarantined> files) {
    if (files.isEmpty()) {
      return "Nothing is in quarantine.\n";
    }
    Table table = new Table("ID", "RULE", "PATH", "BYTES", "CHANGED", "IN QUARANTINE SINCE");
    for (Mirrors.Quarantined file : files) {
      table.row(
          file.id(),
          file.rule(),
          oneLine(file.path()),
          Long.toString(file.size()),
          TIME.format(file.modified()),
          TIME.format(file.since()));
    }
    return table.toString();
  }

  /// {@return the text with an end of line at its end} What users wrote into files and their names
  /// must not command the administrator's terminal.
  static String ended(String text) {
    String shown = text.replaceAll("[\\p{Cc}&&[^\n\t]]", "?");
    return shown.isEmpty() || shown.endsWith("\n") ? shown : shown + "\n";
  }

  static String oneLine(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }
}

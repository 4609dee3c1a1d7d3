package io.understudy.shell;

import io.understudy.api.Safety;
import io.understudy.api.SafetyCalculator;
import io.understudy.desk.kit.SafetyJson;
import io.understudy.desk.kit.StatusJson;
import java.util.Map;

/// The commands about what a timing gives, the present one or another.
final class SafetyCommands {
  private SafetyCommands() {}

  static ExitCode safety(SafetyCalculator calculator, Request request, Reply reply)
      throws UsageException {
    Map<String, String> changes = request.settings("safety [--json] [key=value ...]", "--json");
    Safety safety = calculator.safety(changes);
    if (request.has("--json")) {
      reply.out(StatusJson.pretty(SafetyJson.safety(safety)));
    } else {
      reply.out(text(safety));
    }
    return ExitCode.DONE;
  }

  private static String text(Safety safety) {
    Table parts = new Table("MS", "WHAT THE OTHER NODE WAITS FOR", "");
    for (Safety.Part part : safety.parts()) {
      parts.row(
          String.valueOf(part.length().toMillis()), part.what(), part.decides() ? "" : "meanwhile");
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "Takeover: %d ms at most until the other node owns; then it starts the services%n"
            .formatted(safety.takeover().toMillis()));
    text.append(parts);
    safety.besides().forEach(what -> text.append("and %s%n".formatted(what)));
    text.append(
        "False suspicion: if %d beats in a row get lost; %.1f %% are lost now%n"
            .formatted(safety.chances(), 100 * safety.loss()));
    text.append("  at that loss %s%n".formatted(often(safety.falsePerDay())));
    text.append(
        "Never two owners: %s: %s%n"
            .formatted(StatusText.word(safety.guarantee().level()), safety.guarantee().why()));
    return text.toString();
  }

  /// {@return a frequency as people read it}
  private static String often(double perDay) {
    if (perDay < 1e-9) {
      return "never in a lifetime";
    }
    double days = 1 / perDay;
    return days >= 365
        ? "once in %.0f years".formatted(days / 365)
        : days >= 1 ? "once in %.0f days".formatted(days) : "%.0f times a day".formatted(perDay);
  }
}

package io.understudy.shell;

import io.understudy.api.Rehearsal;
import io.understudy.api.Safety;
import io.understudy.api.SafetyCalculator;
import io.understudy.desk.kit.SafetyJson;
import io.understudy.desk.kit.StatusJson;
import java.time.temporal.ChronoUnit;

/// The commands about what a timing gives, the present one or another, and what would happen.
final class SafetyCommands {
  private SafetyCommands() {}

  static ExitCode safety(SafetyCalculator calculator, Request request, Reply reply)
      throws UsageException {
    request.withoutSettings().plain("safety [--json] [key=value ...]", "--json");
    Safety safety = calculator.safety(request.settings());
    if (request.has("--json")) {
      reply.out(StatusJson.pretty(SafetyJson.safety(safety)));
    } else {
      reply.out(text(safety));
    }
    return ExitCode.DONE;
  }

  static ExitCode whatIf(Rehearsal rehearsal, Request request, Reply reply)
      throws UsageException, InterruptedException {
    String played =
        request
            .withoutSettings()
            .plain(
                "what-if FAULT [--lasts=SPAN] [--share=PART] [--json] [key=value ...]",
                "--lasts=",
                "--share=",
                "--json")
            .getFirst();
    try {
      if (played.equals("history")) {
        Rehearsal.Replay replay = rehearsal.replay(request.settings());
        reply.out(
            request.has("--json") ? StatusJson.pretty(SafetyJson.replay(replay)) : text(replay));
      } else {
        Rehearsal.Fault fault =
            SafetyJson.fault(played, request.value("--lasts"), request.value("--share"));
        Rehearsal.Result result = rehearsal.play(request.settings(), fault);
        reply.out(
            request.has("--json") ? StatusJson.pretty(SafetyJson.result(result)) : text(result));
      }
      return ExitCode.DONE;
    } catch (IllegalStateException busy) {
      reply.error(busy.getMessage());
      return ExitCode.FAILED;
    }
  }

  private static String text(Rehearsal.Result result) {
    return """
    Played %d times: another node owned the group after %d of them
    Nobody held the addresses for %d ms (median), %d ms at most; two nodes: %d ms
    """
        .formatted(
            result.times(),
            result.moved(),
            result.median().toMillis(),
            result.longest().toMillis(),
            result.both().toMillis());
  }

  private static String text(Rehearsal.Replay replay) {
    Table silences = new Table("WHEN", "WHAT", "MS", "MOVED", "NOBODY MS");
    for (Rehearsal.Replayed one : replay.replayed()) {
      silences.row(
          one.at().truncatedTo(ChronoUnit.SECONDS).toString(),
          one.what(),
          String.valueOf(one.length().toMillis()),
          "%d of %d".formatted(one.result().moved(), one.result().times()),
          String.valueOf(one.result().median().toMillis()));
    }
    return """
    These settings would have moved a group %d times since %s.
    %d silences are recorded, %d of them too short to matter. The others:
    %s\
    """
        .formatted(
            replay.moves(),
            replay.since().truncatedTo(ChronoUnit.SECONDS),
            replay.recorded(),
            replay.harmless(),
            silences.isEmpty() ? "none\n" : silences);
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

package io.understudy.fencing.agent;

import io.understudy.api.Settings;
import io.understudy.fencing.agent.AgentProgram.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Asks one agent about one victim, and repeats nothing that is secret.
final class AgentTalk {
  private static final int LONGEST = 300;
  private static final List<String> PLACES = List.of("plug", "port", "nodename");

  private final AgentSettings settings;
  private final AgentProgram program;
  private final Supplier<Optional<AgentMetadata>> metadata;

  /// What came of it, in words that may be shown.
  sealed interface Reply {
    record Ended(int exit, String said) implements Reply {
      boolean fine() {
        return exit == 0;
      }

      @Override
      public String toString() {
        return "exit code " + exit + (said.isEmpty() ? "" : ": " + said);
      }
    }

    /// It may or may not have acted.
    record Hung(String reason) implements Reply {}

    /// It certainly did nothing.
    record Unasked(String reason) implements Reply {}
  }

  /// @param metadata of the agent, as far as it is known yet
  AgentTalk(AgentSettings settings, Supplier<Optional<AgentMetadata>> metadata) {
    this.settings = settings;
    this.program = new AgentProgram(settings.program());
    this.metadata = metadata;
  }

  String agent() {
    return settings.agent();
  }

  Reply ask(String action, Duration limit) throws InterruptedException {
    Secrets secrets;
    try {
      secrets =
          settings.passwordFile().isPresent()
              ? Secrets.read(settings.passwordFile().get())
              : Secrets.NONE;
    } catch (Secrets.Unusable unusable) {
      return new Reply.Unasked("passwordFile: " + unusable.getMessage());
    }
    if (!limit.isPositive()) {
      return new Reply.Hung("%s: no time left for %s".formatted(agent(), action));
    }
    return switch (program.run(lines(action, secrets), AgentProgram.Keep.COMPLAINT, limit)) {
      case Answer.Unstartable(String reason) -> new Reply.Unasked(reason);
      case Answer.Ended(int exit, String text, boolean cut) ->
          new Reply.Ended(exit, words(text, cut, secrets));
      case Answer.Hung(String text, boolean cut) -> {
        String said = words(text, cut, secrets);
        yield new Reply.Hung(
            "%s: %s didn't end in time (timeout = %s) and was killed%s"
                .formatted(
                    agent(),
                    action,
                    Settings.words(settings.timeout()),
                    said.isEmpty() ? "" : ": " + said));
      }
    };
  }

  private List<String> lines(String action, Secrets secrets) {
    List<String> lines = new ArrayList<>();
    lines.add("action=" + action);
    settings.parameters().forEach((name, value) -> lines.add(name + "=" + value));
    if (PLACES.stream().noneMatch(settings.parameters()::containsKey)) {
      lines.add("nodename=" + settings.node());
    }
    // Agents log lines that they don't understand, so they are given no secret they don't expect.
    Optional<AgentMetadata> known = metadata.get();
    secrets
        .values()
        .forEach(
            (name, value) ->
                (known.isEmpty() ? Optional.of(name) : known.get().secret(name))
                    .ifPresent(asked -> lines.add(asked + "=" + value)));
    return lines;
  }

  /// {@return the last three lines it wrote}
  private static String words(String text, boolean cut, Secrets secrets) {
    // It may begin in the middle of a secret, which masking wouldn't find.
    String whole = cut ? text.substring(Math.min(text.length(), secrets.longest())) : text;
    List<String> lines =
        secrets
            .mask(whole)
            .lines()
            .map(one -> one.replaceAll("\\p{Cntrl}", " ").strip())
            .filter(one -> !one.isEmpty())
            .toList();
    String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    return last.length() <= LONGEST ? last : "..." + last.substring(last.length() - LONGEST);
  }
}

package io.understudy.hook.ocf;

import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.Call.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Calls one agent for one service, as the Resource Agent API says: the action on the command line,
/// everything else in the environment.
final class AgentCalls {
  /// By which an agent marks the one line that says why.
  private static final String REASON = "ocf-exit-reason:";

  private final Agent agent;
  private final Map<String, String> environment;
  private final Path log;

  /// What came of it, in words that may be shown.
  sealed interface Reply {
    record Told(Code code, String words) implements Reply {
      @Override
      public String toString() {
        return words;
      }
    }

    /// It didn't end in time, and was killed.
    record Hung(String words) implements Reply {
      @Override
      public String toString() {
        return words;
      }
    }

    /// It did nothing.
    record Unasked(String words) implements Reply {
      @Override
      public String toString() {
        return words;
      }
    }
  }

  /// @param home the node's home directory
  AgentCalls(Agent agent, String name, Map<String, String> parameters, Path home) {
    this.agent = agent;
    this.environment = new HashMap<>(surroundings(agent, name));
    parameters.forEach((key, value) -> environment.put("OCF_RESKEY_" + key, value));
    this.log = home.resolve("log/" + name + ".log");
  }

  Path log() {
    return log;
  }

  /// What every agent is told.
  static Map<String, String> surroundings(Agent agent, String name) {
    return Map.of(
        "OCF_ROOT",
        agent.root().toString(),
        "OCF_RA_VERSION_MAJOR",
        "1",
        "OCF_RA_VERSION_MINOR",
        "1",
        "OCF_RESOURCE_INSTANCE",
        name,
        "OCF_RESOURCE_TYPE",
        agent.type(),
        "OCF_RESOURCE_PROVIDER",
        agent.provider(),
        "PATH",
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL",
        "C");
  }

  /// Asks whether it runs.
  ///
  /// @param probe whether nobody expects it to: many agents look less closely then
  Reply monitor(boolean probe, Duration limit) throws InterruptedException {
    return reply("monitor", call("monitor", probe ? "0" : "10000", limit).run(limit));
  }

  /// Does something that may leave a daemon behind.
  Reply act(String action, Duration limit) throws InterruptedException {
    return reply(action, call(action, "0", limit).into(log).run(limit));
  }

  private Call call(String action, String interval, Duration limit) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("OCF_RESKEY_CRM_meta_name", action);
    all.put("OCF_RESKEY_CRM_meta_interval", interval);
    all.put("OCF_RESKEY_CRM_meta_timeout", Long.toString(limit.toMillis()));
    return Call.of(List.of(agent.program().toString(), action)).with(all);
  }

  private static Reply reply(String action, Answer answer) {
    return switch (answer) {
      case Answer.Ended(int exit, String output) -> {
        Code code = Code.of(exit);
        String said = reason(output).orElseGet(((Answer.Ended) answer)::said);
        yield new Reply.Told(
            code,
            "%s: %s (exit code %d)%s"
                .formatted(action, code.words(), exit, said.isEmpty() ? "" : ": " + said));
      }
      case Answer.Killed(String reason) -> new Reply.Hung(action + ": " + reason);
      case Answer.Unstartable(String reason) -> new Reply.Unasked(action + ": " + reason);
    };
  }

  private static Optional<String> reason(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith(REASON))
        .map(line -> line.substring(REASON.length()).replaceAll("\\p{Cntrl}", " ").strip())
        .filter(line -> !line.isEmpty())
        .reduce((_, last) -> last);
  }
}

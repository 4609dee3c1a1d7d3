package io.understudy.hook.ocf;

import io.understudy.api.Settings;
import io.understudy.api.SettingsCheck.Objection;
import io.understudy.hook.kit.HookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One service by an agent, as configured and found good.
///
/// @param parameters the agent's own
/// @param promoted whether `role = promoted`
/// @param timeout for one monitor
record OcfHookSettings(
    HookSettings common,
    Agent agent,
    Map<String, String> parameters,
    boolean promoted,
    Duration timeout) {
  static final String PID = "io.understudy.hook.ocf";

  /// For an action of which the agent says nothing.
  static final Duration USUAL = Duration.ofSeconds(20);

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  private enum Role {
    STARTED,
    PROMOTED
  }

  /// @param root where agents are
  /// @param metadata what an agent says of itself, where it can be had
  static OcfHookSettings of(
      Map<String, ?> values, Path root, Function<Agent, Optional<Metadata>> metadata) {
    Settings settings = Settings.of(PID, values);
    Agent agent =
        settings.required("agent", "ocf:heartbeat:Filesystem", text -> Agent.of(text, root));
    Optional<Metadata> known = metadata.apply(agent);
    Map<String, String> parameters = parameters(settings);
    Optional<Objection> wrong = known.flatMap(one -> one.objection(parameters));
    if (wrong.isPresent()) {
      throw settings.refuse(wrong.get().key(), wrong.get().what(), wrong.get().remedy());
    }
    boolean promoted = settings.choice("role", Role.STARTED) == Role.PROMOTED;
    if (promoted && known.isPresent() && !known.get().has("promote")) {
      throw settings.refuse("role", agent + " can't be promoted", "use role = started");
    }
    HookSettings common =
        HookSettings.of(settings, "data", known.map(one -> one.patience(promoted)).orElse(USUAL));
    if (promoted && common.runsOnStandby()) {
      throw settings.refuse(
          "standby", "would promote it on every node", "use standby = stopped, or role = started");
    }
    Duration advised = known.flatMap(one -> one.limit("monitor")).orElse(USUAL);
    return new OcfHookSettings(
        common,
        agent,
        parameters,
        promoted,
        settings.duration("timeout", advised, SHORTEST, LONGEST));
  }

  private static Map<String, String> parameters(Settings settings) {
    try {
      return Parameters.of(settings.values().get("parameters"));
    } catch (IllegalArgumentException wrong) {
      throw settings.refuse(
          "parameters",
          "can't be used",
          wrong.getMessage() + "; like device=/dev/sdb1, options=\"rw,noatime\"");
    }
  }
}

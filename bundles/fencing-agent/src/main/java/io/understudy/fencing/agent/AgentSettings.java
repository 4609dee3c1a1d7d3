package io.understudy.fencing.agent;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Settings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One fence agent for one victim, as configured and found good.
///
/// @param program the agent, absolute
/// @param parameters the agent's own, without secrets
/// @param timeout for one attempt, without the delay
/// @param delayMax longest random wait on top of `delay`
record AgentSettings(
    String name,
    NodeId node,
    int level,
    Path program,
    Map<String, String> parameters,
    Optional<Path> passwordFile,
    Action action,
    boolean thenOn,
    boolean verify,
    Duration timeout,
    Duration delay,
    Duration delayMax) {
  static final String PID = "io.understudy.fencing.agent";

  /// Where agents are installed.
  static final List<Path> DIRECTORIES =
      List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"));

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  /// How the victim is silenced.
  enum Action {
    OFF,
    REBOOT
  }

  /// @param home the node's home directory, for a relative `passwordFile`
  static AgentSettings of(Map<String, ?> values, Path home) {
    Settings settings = Settings.of(PID, values);
    Action action = settings.choice("action", Action.OFF);
    boolean thenOn = settings.flag("thenOn", false);
    boolean verify = settings.flag("verify", true);
    if (action == Action.REBOOT && thenOn) {
      throw settings.refuse("thenOn", "is on beside action=reboot", "use action=off with thenOn");
    }
    if (action == Action.REBOOT && !verify) {
      throw settings.refuse(
          "verify",
          "is off beside action=reboot",
          "leave it on; a reboot has no other sign of success");
    }
    return new AgentSettings(
        settings.required("name", "ipmi-b", text -> new GroupId(text).name()),
        settings.required("node", "b", NodeId::new),
        settings.number("level", 2, 1, 9),
        settings.required("agent", "fence_ipmilan", AgentSettings::program),
        parameters(settings),
        settings.text("passwordFile").map(text -> passwords(settings, home.resolve(text))),
        action,
        thenOn,
        verify,
        settings.duration(
            "timeout", Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMinutes(10)),
        settings.duration("delay", Duration.ZERO, Duration.ZERO, LONGEST_DELAY),
        settings.duration("delayMax", Duration.ZERO, Duration.ZERO, LONGEST_DELAY));
  }

  /// {@return the agent that is meant, looked up where agents are}
  static Path program(String text) {
    List<Path> places =
        text.startsWith("/")
            ? List.of(Path.of(text))
            : text.contains("/")
                ? List.of()
                : DIRECTORIES.stream().map(directory -> directory.resolve(text)).toList();
    return places.stream()
        .filter(place -> Files.isRegularFile(place) && Files.isExecutable(place))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "install it (Debian: apt install fence-agents), or give the full path of a"
                        + " program that may be executed"));
  }

  /// {@return the names of all agents that are installed}
  static List<String> installed() {
    return DIRECTORIES.stream()
        .flatMap(AgentSettings::agents)
        .map(program -> String.valueOf(program.getFileName()))
        .distinct()
        .sorted()
        .toList();
  }

  private static Stream<Path> agents(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "fence_*")) {
      all.forEach(found::add);
    } catch (IOException | DirectoryIteratorException unreadable) {
      return Stream.empty();
    }
    return found.stream()
        .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program));
  }

  private static Map<String, String> parameters(Settings settings) {
    try {
      return Parameters.of(settings.values().get("parameters"));
    } catch (IllegalArgumentException wrong) {
      // Not the whole text: there may be a secret in it.
      throw settings.refuse(
          "parameters", "can't be used", wrong.getMessage() + "; like ip=10.0.0.9, plug=\"3,4\"");
    }
  }

  private static Path passwords(Settings settings, Path file) {
    try {
      Secrets.read(file);
      return file;
    } catch (Secrets.Unusable unusable) {
      throw settings.refuse("passwordFile", "can't be used", unusable.getMessage());
    }
  }

  /// {@return the program's own name}
  String agent() {
    return program.getFileName().toString();
  }
}

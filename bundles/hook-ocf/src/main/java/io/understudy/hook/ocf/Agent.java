package io.understudy.hook.ocf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A resource agent: a program of that provider and type.
///
/// @param root where agents are, usually /usr/lib/ocf
record Agent(Path root, String provider, String type) {
  /// Where Debian's package puts them.
  static final Path ROOT = Path.of("/usr/lib/ocf");

  private static final Pattern NAME =
      Pattern.compile("(?:ocf:)?([A-Za-z0-9][A-Za-z0-9._-]*):([A-Za-z0-9][A-Za-z0-9._-]*)");

  /// @param text like ocf:heartbeat:Dummy
  static Agent of(String text, Path root) {
    Matcher name = NAME.matcher(text);
    if (!name.matches()) {
      throw new IllegalArgumentException("write provider and type: ocf:heartbeat:Filesystem");
    }
    Agent agent = new Agent(root, name.group(1), name.group(2));
    if (!Files.isExecutable(agent.program())) {
      throw new IllegalArgumentException(
          "there is no program %s; install it (Debian: apt install resource-agents), or correct it"
              .formatted(agent.program()));
    }
    return agent;
  }

  /// {@return all agents that are installed, like ocf:heartbeat:Dummy}
  static List<String> all(Path root) {
    Path providers = root.resolve("resource.d");
    if (!Files.isDirectory(providers)) {
      return List.of();
    }
    try (Stream<Path> programs = Files.find(providers, 2, (path, attributes) -> true)) {
      return programs
          .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program))
          .map(providers::relativize)
          .filter(named -> named.getNameCount() == 2)
          .map(named -> new Agent(root, named.getName(0).toString(), named.getName(1).toString()))
          .map(Agent::toString)
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      return List.of();
    }
  }

  Path program() {
    return root.resolve("resource.d").resolve(provider).resolve(type);
  }

  @Override
  public String toString() {
    return "ocf:" + provider + ":" + type;
  }
}

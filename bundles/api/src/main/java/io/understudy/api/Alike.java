package io.understudy.api;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which settings the nodes of a cluster should have alike. Everything else belongs to one node.
public final class Alike {
  private static final String HOOKS = "io.understudy.hook.";

  /// Kinds of settings, and their keys that belong to one node all the same.
  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "io.understudy.engine", Set.of("node"),
          "io.understudy.engine.group", Set.of(),
          "io.understudy.takeover", Set.of("interface"),
          "io.understudy.arbitration.device", Set.of("interface"),
          "io.understudy.mirroring.rule", Set.of());

  private Alike() {}

  /// {@return which keys of this kind belong to one node; empty if all do}
  ///
  /// @param kind a PID, or a factory PID
  public static Optional<Set<String>> ownKeys(String kind) {
    return isHook(kind) ? Optional.of(Set.of()) : Optional.ofNullable(KINDS.get(kind));
  }

  /// {@return whether each node needs it, but may have it otherwise: it runs services in its way}
  public static boolean isHook(String kind) {
    return kind.startsWith(HOOKS);
  }
}

package io.understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One change of settings on all nodes at once: judged by all, made by all, and taken back by each
/// of them unless somebody keeps it in time. There is at most one at a time.
public interface ClusterChanges {
  /// How long a change waits to be kept if nobody says otherwise, and the limits of that.
  Duration WITHIN = Duration.ofMinutes(1);

  Duration WITHIN_LEAST = Duration.ofSeconds(3);
  Duration WITHIN_MOST = Duration.ofMinutes(15);

  /// @param file like `io.understudy.engine.group-web.cfg`; made where it isn't there
  /// @param settings keys with their new values; an empty one is taken out. The file's other keys
  ///     stay as they are on each node
  /// @param by who asks, for the record
  /// @param within how long it waits to be kept
  record Proposal(String file, Map<String, String> settings, String by, Duration within) {
    public Proposal {
      settings = Map.copyOf(settings);
    }

    /// {@return the same, asked by somebody else}
    public Proposal by(String other) {
      return new Proposal(file, settings, other, within);
    }

    /// Reads what an administrator gave.
    ///
    /// @param file may lack its `.cfg`
    /// @param within as in a .cfg file, like `90s`; [#WITHIN] if empty
    /// @throws IllegalArgumentException if the time isn't one within the limits
    public static Proposal of(
        String file, Map<String, String> settings, String by, Optional<String> within) {
      Map<String, String> given = within.map(text -> Map.of("within", text)).orElse(Map.of());
      return new Proposal(
          file.endsWith(".cfg") ? file : file + ".cfg",
          settings,
          by,
          Settings.of("change", given).duration("within", WITHIN, WITHIN_LEAST, WITHIN_MOST));
    }
  }

  /// Waits until the change is made on all nodes, or on none.
  ///
  /// @return failed with the reason if any node refuses, or doesn't answer: then nothing is changed
  Outcome change(Proposal proposal);

  /// Keeps the change that is under way, on any of the nodes; waits until all have.
  Outcome keep(String by);

  /// Takes the change back that is under way, on any of the nodes; waits until this one has.
  Outcome takeBack(String by);

  /// The change that is under way.
  ///
  /// @param proposal what it is
  /// @param from the node where it was ordered
  /// @param until when it is taken back if nobody keeps it; in the past while it is just made or
  ///     ended
  record View(Proposal proposal, NodeId from, Instant until) {}

  /// {@return the change that waits to be kept}
  Optional<View> underWay();
}

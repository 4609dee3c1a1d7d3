package io.understudy.api.mirror;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The mirror rules of this node, for people: what to see and what to order.
public interface Mirrors {
  List<RuleView> rules();

  /// Starts a pass of a rule that this node sends, without waiting for its interval; waits for its
  /// end.
  Outcome mirrorNow(String rule);

  /// Says that a rule's files that were missing at the takeover are known to be, and that their
  /// owner need not come back: the problem that names them is over, over restarts too.
  Outcome accept(String rule, String by);

  /// {@return what this node had written and nobody else has: the newest first}
  List<Quarantined> quarantine();

  /// {@return how a quarantined file differs from the present one, for people; at most 64 KiB}
  String compare(String id);

  /// Puts a quarantined file back in its place, on the owner of its group only; what is there takes
  /// its place in the quarantine.
  Outcome restore(String id, String by);

  /// Deletes it for good.
  Outcome discard(String id, String by);

  /// What a rule does just now on this node.
  enum Direction {
    /// This node owns the group.
    SENDS,
    RECEIVES,
    /// Nobody owns the group, or there is no contact.
    RESTS
  }

  /// @param name of the rule
  /// @param path what it mirrors
  /// @param interval as configured
  /// @param copies one for each standby; on a standby one, its own
  /// @param objection why this node would not take over by itself because of this rule; else empty
  record RuleView(
      String name,
      GroupId group,
      Path path,
      String interval,
      String strategy,
      Direction direction,
      List<CopyView> copies,
      Optional<String> objection) {
    public RuleView {
      copies = List.copyOf(copies);
    }
  }

  /// @param node whose copy it is
  /// @param state one line for people: `in step`, `comparing`, `no contact`, ...
  /// @param dirty how many changes aren't in the copy yet, as far as is known here
  /// @param oldest since when the oldest of them waits; empty if none does
  /// @param names some of them, at most 1,000, the oldest first
  /// @param comparing files looked at so far by a comparison of the whole; empty if none runs
  /// @param files carried over since the node started
  /// @param bytesSent on the channel since the node started
  /// @param processor time that passes took since the node started
  /// @param lastPass when the last pass ended
  record CopyView(
      NodeId node,
      String state,
      long dirty,
      Optional<Instant> oldest,
      List<String> names,
      Optional<Long> comparing,
      long files,
      long bytesSent,
      long bytesRead,
      Duration processor,
      Optional<Instant> lastPass) {
    public CopyView {
      names = List.copyOf(names);
    }
  }

  /// A file that was changed here and not mirrored before another node took over.
  ///
  /// @param id by which it is ordered
  /// @param size bytes
  /// @param modified when it was changed
  /// @param since when it was put into quarantine
  record Quarantined(
      String id, String rule, String path, long size, Instant modified, Instant since) {}
}

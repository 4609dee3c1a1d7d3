package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.Term;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What must survive a restart. It is written as a whole, and nothing in it is acted on before it
/// is safe on the disk.
///
/// @param held why this node must not own anything
/// @param pause a pause during which this node still owns its groups (R12)
public record Durable(
    Map<GroupId, GroupRecord> groups,
    Optional<ClusterView.Hold> held,
    Beat.Maintenance maintenance,
    Optional<Pause> pause) {
  public static final Durable EMPTY =
      new Durable(Map.of(), Optional.empty(), Beat.Maintenance.OFF, Optional.empty());

  /// @param term the highest term that this node owned, wanted or granted
  /// @param owned whether any node is known to have owned it, or was about to; where none ever did,
  ///     no copy of its data can be too old (R14)
  /// @param electorates those that bind this node: one, or old and new during a change; empty on
  ///     the first start
  /// @param failures of the group's services on this node (R15)
  public record GroupRecord(
      Term term, boolean owned, List<Electorate> electorates, Failures failures) {
    public GroupRecord {
      electorates = List.copyOf(electorates);
    }

    public GroupRecord(Term term, boolean owned, List<Electorate> electorates) {
      this(term, owned, electorates, Failures.NONE);
    }
  }

  /// @param bootId the kernel's name of the boot in which they count
  /// @param failed why the group counts as failed on this node; empty if it doesn't
  /// @param all oldest first
  public record Failures(String bootId, String failed, List<Failure> all) {
    public static final Failures NONE = new Failures("", "", List.of());

    public Failures {
      all = List.copyOf(all);
    }
  }

  /// @param at CLOCK_BOOTTIME in nanoseconds
  public record Failure(String service, long at) {}

  /// @param bootId the kernel's name of the boot in which it counts
  /// @param deadline CLOCK_BOOTTIME in nanoseconds until which the leases last
  /// @param terms of the groups that are kept
  /// @param alone the groups were owned without needing anybody (R10)
  /// @param tempo the spans that the peer reckons with
  public record Pause(
      String bootId, long deadline, Map<GroupId, Term> terms, boolean alone, Tempo tempo) {
    public Pause {
      terms = Map.copyOf(terms);
    }
  }

  public Durable {
    groups = Map.copyOf(groups);
  }
}

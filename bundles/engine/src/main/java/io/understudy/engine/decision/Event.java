package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.PathId;
import io.understudy.api.Term;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What can happen to a node. An outcome carries the operation's id; a stale one is dropped.
public sealed interface Event {
  /// Time went by: [Step#wakeAt] is there, or nothing happened for a while.
  record Tick() implements Event {}

  /// An authentic beat arrived.
  ///
  /// @param receivedAt when it was taken from the socket, on this node's raw clock
  /// @param copies of earlier beats that came by other ways since the last event
  record BeatArrived(Beat beat, long receivedAt, Way way, List<Copy> copies) implements Event {
    public BeatArrived {
      copies = List.copyOf(copies);
    }

    public BeatArrived(Beat beat, long receivedAt, Way way) {
      this(beat, receivedAt, way, List.of());
    }
  }

  /// A beat that was known already came once more: it says nothing new, but that its way is open.
  ///
  /// @param incarnation of its sender
  /// @param named the incarnation that it is for
  record Copy(Way way, long receivedAt, long incarnation, long named) {}

  /// How a beat came.
  sealed interface Way {
    record Direct(PathId path) implements Way {}

    record Reflected(DeviceId device) implements Way {}
  }

  /// A device answered the ping of this stamp.
  record DeviceAnswered(DeviceId device, long stamp) implements Event {}

  /// The peer's kernel says that nobody listens there (ICMP port unreachable).
  record PeerRefused() implements Event {}

  /// The process didn't run for this long (pause of the machine, garbage collection, no CPU).
  record Stalled(long gap) implements Event {}

  /// New settings are in force. A policy that isn't valid never gets here.
  record PolicyChanged() implements Event {}

  /// Which configured devices have an adapter just now. One without is unknown, not dead.
  record DevicesChanged(Set<DeviceId> available) implements Event {}

  /// The LAN device of a group vanished or lost its carrier (not usable), or is there again.
  record LanChanged(GroupId group, boolean usable) implements Event {}

  /// The services of a group as their checks find them; empty reason: they are well.
  record ServicesChecked(GroupId group, String sick) implements Event {}

  /// A service that should run here was found failing so often in a row that it counts.
  record ServiceFailed(GroupId group, String service, String reason) implements Event {}

  /// Why this node must not take the group over by itself: its copy of the data is too old. Empty
  /// reason: it may.
  record CopyTooOld(GroupId group, String reason) implements Event {}

  /// Another station answered for an address that this node holds.
  record Conflict(GroupId group, String who) implements Event {}

  /// This node failed so often that it shall not be the first choice (R11).
  record SetBack(ClusterView.Hold hold) implements Event {}

  /// How an order of the core ended.
  sealed interface Result extends Event {
    long op();
  }

  /// [Action.Persist] is safe on the disk.
  record Persisted(long op) implements Result {}

  /// [Action.Persist] failed; the old record is still there.
  record PersistFailed(long op, String reason) implements Result {}

  /// [Action.Guard] ended.
  record Guarded(long op, Outcome outcome) implements Result {}

  /// [Action.Mute] ended. Done: the kernel drops every frame of the addresses.
  record Muted(GroupId group, long op, Outcome outcome) implements Result {}

  /// [Action.Probe] ended.
  record AddressProbed(GroupId group, long op, Probed answer) implements Result {}

  /// What an address probe found.
  sealed interface Probed {
    record Silent() implements Probed {}

    record Somebody(String who) implements Probed {}

    record Unknown(String reason) implements Probed {}
  }

  /// [Action.Claim] ended.
  record Claimed(GroupId group, Term term, long op, Outcome outcome) implements Result {}

  /// [Action.Release] ended.
  record Released(GroupId group, long op, Outcome outcome) implements Result {}

  /// [Action.StartServices] ended.
  ///
  /// @param service the one that failed; empty if none, or none in particular
  record ServicesStarted(GroupId group, Term term, long op, Outcome outcome, String service)
      implements Result {}

  /// [Action.RestartService] ended.
  record ServiceRestarted(GroupId group, String service, long op, Outcome outcome)
      implements Result {}

  /// [Action.StopServices] or [Action.EndServices] ended.
  record ServicesStopped(GroupId group, Term term, long op, Outcome outcome) implements Result {}

  /// [Action.Fence] ended.
  ///
  /// @param newer the term that made the victim refuse; [Term#NONE]: it didn't
  record Fenced(GroupId group, long op, Outcome outcome, Term newer) implements Result {}

  /// An administrator's order; answered by exactly one [Action.Answer].
  sealed interface Command extends Event {
    long request();
  }

  record Handover(long request, GroupId group, NodeId to) implements Command {}

  record Standby(long request, ClusterView.Hold hold) implements Command {}

  /// @param withoutPeer also without contact
  record Rejoin(long request, boolean withoutPeer) implements Command {}

  /// The peer fences this node.
  ///
  /// @param at the present time of day, for the hold
  record StandDown(long request, GroupId group, Term term, NodeId by, Instant at)
      implements Command {}

  /// An administrator says that the node is off.
  record FencedByWord(long request, NodeId node, String by) implements Command {}

  record Maintain(long request, boolean on) implements Command {}

  record ClaimAlone(long request, GroupId group) implements Command {}

  /// Keep all groups through the end of this engine (R12).
  ///
  /// @param boottime CLOCK_BOOTTIME in nanoseconds, at the `now` of this step
  record Pause(long request, String what, String bootId, long boottime) implements Command {}
}

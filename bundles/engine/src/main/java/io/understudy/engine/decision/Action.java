package io.understudy.engine.decision;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Term;
import io.understudy.api.kernel.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a node does. The loop carries actions out in their order: [SendBeat], [Ping] and [Renew] at
/// once on its own thread, [Answer], [Note] and [Problems] at once, the others elsewhere, each with
/// a deadline, each ended by its [Event.Result]. An operation's id is never used again.
public sealed interface Action {
  /// Send on all paths to the peer, and if `reflect` by way of every device too (R6).
  record SendBeat(Beat beat, boolean reflect) implements Action {}

  /// Ping every device with this stamp.
  record Ping(long stamp) implements Action {}

  /// Hold the group's addresses, by the ticket that was armed for the step of this stamp (R1).
  record Renew(GroupId group, long stamp, Lease.Kind kind) implements Action {}

  /// Let the kernel's spans be those of this timing, for every group.
  record Guard(long op, Timing timing) implements Action {}

  /// Mute the group's addresses, and confirm it.
  record Mute(GroupId group, long op) implements Action {}

  /// Write it and wait until it is safe (fsync).
  record Persist(long op, Durable durable) implements Action {}

  /// Ask the LAN who has the addresses, and answer within `patience`.
  record Probe(GroupId group, long op, Duration patience) implements Action {}

  /// Put the addresses on the LAN and announce them.
  record Claim(GroupId group, Term term, long op) implements Action {}

  /// Take the addresses away.
  record Release(GroupId group, long op) implements Action {}

  /// Start every service of the group in order. After one that fails, those that need it aren't
  /// tried.
  record StartServices(GroupId group, Term term, long op) implements Action {}

  /// Bring the services to what they are on a standby, in reverse order: stop those that don't run
  /// there, let (or, outside of a handover, make) the others run. Then, in a handover, bring the
  /// group's data to whoever gets it; only with both it is done.
  ///
  /// @param successor to whom the group is being handed over; empty: to nobody (surrender, start)
  record StopServices(GroupId group, Term term, Optional<NodeId> successor, long op)
      implements Action {}

  /// Stop every service of the group in reverse order, also those that run on a standby.
  record EndServices(GroupId group, Term term, long op) implements Action {}

  /// Stop one service, and those that need it, and start them again.
  ///
  /// @param owner this node owns the group; else only what runs on a standby starts
  record RestartService(GroupId group, String service, boolean owner, long op) implements Action {}

  /// Ask now whether this node's copy of the group's data is too old, and post what is said
  /// ([Event.CopyTooOld]).
  record AskCopy(GroupId group) implements Action {}

  /// Make sure from outside that the victim no longer acts.
  record Fence(GroupId group, NodeId victim, Term term, long op) implements Action {}

  /// The end of a [Event.Command].
  record Answer(long request, Outcome outcome) implements Action {}

  /// One entry of the history.
  ///
  /// @param kind a word that scripts may rely on
  /// @param group its name; empty if it is about the node
  /// @param text one line for people, with the cause
  record Note(String kind, String group, String text) implements Action {}

  /// What is wrong as the core sees it, whenever that changes.
  record Problems(List<Problem> problems) implements Action {}
}

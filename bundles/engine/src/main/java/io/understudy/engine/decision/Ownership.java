package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.kernel.Lease;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What this node is to one group.
///
/// ```
///           mute confirmed            grant | claim
/// STARTING ---------------> STANDBY ---------------> OWNER
///                              ^                       |
///                              |    mute confirmed     v
///                              +------------------- LEAVING   lease over, handover, yields
/// ```
final class Ownership implements Cloneable {
  enum Phase {
    /// What an earlier life left is being muted.
    STARTING,
    STANDBY,
    OWNER,
    /// No lease any more; muting isn't confirmed.
    LEAVING
  }

  /// What the lease rests on.
  enum By {
    GRANT("grant"),
    DEVICES("devices"),
    ALONE("alone"),
    PAUSE("pause");

    final String word;

    By(String word) {
      this.word = word;
    }
  }

  /// A handover under way, on the owner.
  ///
  /// @param why for the history
  /// @param request to be answered; 0: none
  /// @param stopping the operation that stops the services; 0: the successor is still asked
  record Handing(NodeId to, String why, long request, long since, long stopping) {
    Handing stopping(long op) {
      return new Handing(to, why, request, since, op);
    }
  }

  final GroupId group;
  Phase phase = Phase.STARTING;

  /// The highest term that anybody is known to have owned or been granted.
  long seen;

  /// The own term, on an owner.
  long term;

  // The lease, on an owner.
  long until = Times.NEVER;
  By by = By.GRANT;
  long grantedAt = Times.NEVER;
  long grantTicket = Times.NEVER;
  long verdictTicket = Times.NEVER;
  long pauseTicket = Times.NEVER;
  boolean pauseHeld;
  long heldUntil = Times.NEVER;
  Lease.Kind heldKind = Lease.Kind.GRANT;
  long heldByTicket = Long.MAX_VALUE;
  long lateSince = Times.NEVER;
  boolean sole;
  boolean yielding;

  // What this node owes to the owner that it granted.
  long promised;
  long granted;

  // The way to a claim without contact.
  long announcedAt = Times.NEVER;
  long listenUntil = Times.NEVER;
  long candidate;
  long probe;
  long probeAt = Times.NEVER;
  boolean silent;
  boolean alone;
  long aloneRequest;
  long aloneUntil = Times.NEVER;

  // The way to ownership in contact.
  long want;
  long wantedAt = Times.NEVER;
  long wantAgainAt = Times.NEVER;

  // Its copy of the data (R14).
  String objection = "";
  boolean copyAsked;
  long idleSince = Times.NEVER;

  // The way out.
  @Nullable Handing handing;
  long mute;
  long muteAgainAt = Times.NEVER;
  long muteBound = Times.NEVER;
  long released;
  Optional<NodeId> successor = Optional.empty();
  long leftAt = Times.NEVER;
  boolean lastOwner;
  long awaiting;
  boolean asks;
  long asksUntil = Times.NEVER;

  // Service and LAN.
  long claim;
  boolean claimed;
  long claimAgainAt = Times.NEVER;
  String claimError = "";
  long start;
  boolean started;
  long startAgainAt = Times.NEVER;
  String sick = "";
  boolean lan = true;
  String kept = "";

  // What becomes of services that don't stop, or fail (R7, R15).

  /// The order that brings the services to what they are on a standby; 0: it is done.
  long stop;

  /// Why they aren't known to have stopped; empty: they are, or the order is on its way.
  String unstopped = "";

  long stopAgainAt = Times.NEVER;
  int stopFailures;

  /// Why the last handover was given up after the services were stopped, or not stopped.
  String stuck = "";

  List<Failures.Failure> failures = List.of();

  /// Why the group counts as failed on this node; empty: it doesn't.
  String failed = "";

  long restart;
  String restarting = "";
  boolean retry;
  long retryAt = Times.NEVER;
  int retries;

  /// It failed on both nodes: its services are stopped.
  boolean ended;

  /// The peer's wish was tried and could not be fulfilled: it is not heard until it was withdrawn.
  boolean askedInVain;

  /// How many handovers failed after the services were stopped.
  int inVain;

  long worseSince = Times.NEVER;
  long scannedWorseSince = Times.NEVER;

  // A change of the electorate, on the owner.
  @Nullable Electorate proposal;
  @Nullable Map<DeviceId, Integer> considered;
  long consideredSince = Times.NEVER;
  long considerAt = Times.NEVER;

  Ownership(GroupId group) {
    this.group = group;
  }

  Ownership copy() {
    try {
      return (Ownership) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  boolean owner() {
    return phase == Phase.OWNER;
  }

  boolean standby() {
    return phase == Phase.STANDBY;
  }

  /// {@return whether addresses may still be here although the node doesn't own the group}
  boolean moving() {
    return phase == Phase.STARTING || phase == Phase.LEAVING;
  }

  void forgetClaim() {
    announcedAt = Times.NEVER;
    probe = 0;
    silent = false;
  }

  /// {@return whether the other node would do better} An owner's service that is being started
  /// again in place is no reason.
  boolean unfit() {
    boolean ill = !owner() && !sick.isEmpty();
    return ill || !failed.isEmpty() || !claimError.isEmpty() || !lan;
  }

  /// {@return whether services may still run here although the group isn't owned}
  boolean unstopped() {
    return !owner() && (stop != 0 || !unstopped.isEmpty());
  }
}

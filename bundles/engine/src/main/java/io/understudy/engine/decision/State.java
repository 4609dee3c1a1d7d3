package io.understudy.engine.decision;

import io.understudy.api.GroupId;
import io.understudy.api.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a node knows. A value: a [Core] works on a copy, and never changes one that it was given or
/// has returned.
public final class State implements Cloneable {
  final long incarnation;
  final long startedAt;
  final String bootId;

  /// By how much CLOCK_BOOTTIME was ahead of the raw clock at the start.
  final long ahead;

  Peer peer;
  Devices devices;
  Disk disk;
  Map<GroupId, Ownership> groups = new TreeMap<>();

  long lastStep;
  long lastTick;
  long lastBeat = Times.NEVER;
  long nextBeat;
  long nextRest;
  long sequence;
  long ops;

  /// After a start: no claim and no grant before (R2).
  long readyAt;

  /// After a stall: no accusation before.
  long quietUntil = Times.NEVER;

  long stall;
  long stallAt = Times.NEVER;
  long scanUntil = Times.NEVER;
  long joinUntil = Times.NEVER;
  boolean silentPath;
  boolean bursting;
  long burstingSince = Times.NEVER;

  /// The spans that the kernel has, or may have (R13).
  Tempo kernel;

  /// The peer reckons with these spans, as far as known; without that no verdict lease.
  boolean spansKnown;

  long guard;
  Timing guarding;
  long guardAgainAt = Times.NEVER;
  String guardError = "";

  Optional<Pausing.Wish> pausing = Optional.empty();
  Optional<Commands.StandbyWish> standbyWish = Optional.empty();

  /// Fences that this node obeys, answered once it is mute.
  List<Long> obeying = List.of();

  /// Since when an automatic rejoin has nothing against it.
  long quietSince = Times.NEVER;

  /// Requests that are answered as soon as what they changed is safe on the disk.
  List<Long> untilSafe = List.of();

  /// When the leases of a pause end that this node prepared.
  long pauseEnd = Times.NEVER;

  long moveNotBefore = Times.NEVER;
  List<Problem> problems = List.of();

  private State(
      long incarnation, Durable durable, Policy policy, long now, String bootId, long boottime) {
    this.incarnation = incarnation;
    startedAt = now;
    this.bootId = bootId;
    ahead = boottime - now;
    peer = new Peer(now);
    devices = new Devices(policy);
    disk = new Disk(durable);
    lastStep = now;
    lastTick = now;
    nextBeat = now;
    nextRest = now;
    readyAt = now + policy.timing().claimWait(policy.timing().lease().toNanos());
    guarding = policy.timing();
    kernel = guarding.tempo();
  }

  /// The state at the start of an engine. If `durable` has a pause of this boot that isn't over,
  /// the node goes on as owner (R12); else it first removes whatever an earlier life left.
  ///
  /// @param incarnation random, not 0
  /// @param now raw clock
  /// @param bootId the kernel's name of this boot
  /// @param boottime CLOCK_BOOTTIME in nanoseconds at `now`
  public static State start(
      long incarnation, Durable durable, Policy policy, long now, String bootId, long boottime) {
    State state = new State(incarnation, durable, policy, now, bootId, boottime);
    for (GroupId group : policy.groups().keySet()) {
      state.groups.put(group, state.fresh(group));
    }
    Pausing.adopt(state, now, bootId, boottime);
    return state;
  }

  Ownership fresh(GroupId group) {
    Ownership ownership = new Ownership(group);
    ownership.seen = disk.term(group);
    ownership.promised = readyAt;
    Failures.adopt(this, ownership, lastStep);
    return ownership;
  }

  State copy() {
    try {
      State copy = (State) clone();
      copy.peer = peer.copy();
      copy.devices = devices.copy();
      copy.disk = disk.copy();
      copy.groups = new TreeMap<>();
      groups.forEach((group, ownership) -> copy.groups.put(group, ownership.copy()));
      return copy;
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// {@return a number that is another one when another node owns a group, or in another term, as
  /// far as this node knows}
  public long standing() {
    long all = 0;
    for (Ownership own : groups.values()) {
      Beat.Section theirs = peer.section(own.group);
      int they = theirs == null ? -1 : theirs.standing().ordinal();
      all = 31 * (31 * (31 * all + own.phase.ordinal()) + they) + Math.max(own.term, own.seen);
    }
    return all;
  }

  /// {@return what to show to people}
  public Look look(long now, Policy policy) {
    return Looking.look(this, now, policy);
  }
}

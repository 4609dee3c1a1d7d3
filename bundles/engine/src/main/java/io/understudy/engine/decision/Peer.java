package io.understudy.engine.decision;

import io.understudy.api.GroupId;
import io.understudy.api.PathId;
import org.jspecify.annotations.Nullable;

/// What is known of the other node: evidence of contact, common to all groups.
final class Peer implements Cloneable {
  /// The incarnation that this node takes for the present one; 0: none yet.
  long incarnation;

  /// When this node took it for that.
  long metAt = Times.NEVER;

  long sequence = -1;

  /// The newest acquainted beat of that incarnation.
  @Nullable Beat beat;

  /// Stamp of the newest beat, and when it arrived (r).
  long echo = Beat.NEVER;

  long echoAt = Times.NEVER;
  long heard = Times.NEVER;
  long heardDirect = Times.NEVER;
  Times<PathId> paths = Times.none();

  /// The newest of this node's stamps that came back, by whichever incarnation.
  long newestEcho;

  /// The newest own stamp that the peer is known to have heard in this life: from it on counts the
  /// right to claim (R10), for no longer than the window that the peer reckons with.
  long rightSince = Times.NEVER;

  long rightWindow;

  /// No right before the peer has heard what this node said from then on: it obeyed a fence.
  long rightFrom = Times.NEVER;

  /// The order to fence it; 0: none.
  long fence;

  long fenceAt = Times.NEVER;
  boolean fenced;
  boolean fenceTried;
  int fenceFailures;

  /// The term for which it refused to be fenced; 0: it didn't.
  long newerTerm;

  long fenceAgainAt = Times.NEVER;
  String fenceError = "";

  boolean refused;
  Tempo tempo = Tempo.NONE;

  Peer(long now) {
    newestEcho = now - 1;
  }

  Peer copy() {
    try {
      return (Peer) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  void forgetFence() {
    fenced = false;
    fenceTried = false;
    fenceFailures = 0;
    newerTerm = 0;
    fenceAgainAt = Times.NEVER;
    fenceError = "";
  }

  Beat.@Nullable Section section(GroupId group) {
    Beat last = beat;
    if (last == null) {
      return null;
    }
    for (Beat.Section section : last.sections()) {
      if (section.group().equals(group)) {
        return section;
      }
    }
    return null;
  }
}

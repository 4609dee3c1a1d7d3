package io.understudy.mirroring.owner;

import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.mirroring.rule.Rules;
import org.jspecify.annotations.Nullable;

/// Where the sending of a rule stands: what the thread of its passes and those who steer it tell
/// each
/// other.
final class Course {
  volatile Rules.Known known;
  volatile boolean contact;

  /// It has ended.
  volatile boolean over;

  /// Grows when all has to begin anew with other settings or another strategy.
  volatile long generation;

  /// How many passes were ordered, and which of them has ended.
  volatile long ordered;

  volatile long carriedOut;

  /// The services are stopped, and the successor waits.
  volatile boolean flushing;

  /// The services are about to be stopped: no pass waits for its share of anything.
  volatile boolean hurrying;

  volatile boolean passing;
  volatile @Nullable Ear ear;
  volatile Route.@Nullable Line line;
  volatile @Nullable MirrorStrategy using;

  /// On lines that have ended.
  volatile long sentBefore;

  Course(Rules.Known known, boolean contact) {
    this.known = known;
    this.contact = contact;
  }

  synchronized long order() {
    ordered++;
    return ordered;
  }

  synchronized void anew() {
    generation++;
  }

  /// {@return whether nothing has happened for which all has to begin anew}
  boolean going(long since) {
    Ear now = ear;
    return !over && generation == since && now != null && now.ended().isEmpty();
  }
}

package io.understudy.engine.decision;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is safe on the disk, and what shall be. One write at a time; a failed one is tried again.
final class Disk implements Cloneable {
  private static final long RETRY = Duration.ofSeconds(1).toNanos();
  private static final Durable.GroupRecord FRESH =
      new Durable.GroupRecord(Term.NONE, false, List.of(), Durable.Failures.NONE);

  Durable safe;
  Durable wished;
  String error = "";
  private Durable writing;
  private long op;
  private long retryAt = Times.NEVER;

  Disk(Durable safe) {
    this.safe = safe;
    this.wished = safe;
    this.writing = safe;
  }

  Disk copy() {
    try {
      return (Disk) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  long term(GroupId group) {
    return safe.groups().getOrDefault(group, FRESH).term().value();
  }

  /// {@return whether the term is safe; if not, it will be} Nothing may use a term before.
  boolean secures(GroupId group, long term) {
    Durable.GroupRecord wish = wished.groups().getOrDefault(group, FRESH);
    if (wish.term().value() < term) {
      wish(
          group,
          new Durable.GroupRecord(
              new Term(term), wish.owned(), wish.electorates(), wish.failures()));
    }
    return term(group) >= term;
  }

  /// {@return whether any node is known to have owned the group}
  boolean owned(GroupId group) {
    return wished.groups().getOrDefault(group, FRESH).owned();
  }

  /// Whoever owns it for the first time, or hears of that, keeps it for good. Nothing waits until
  /// it is safe: in the moment until then only the power loss of both nodes makes it forgotten.
  void knowOwned(GroupId group) {
    Durable.GroupRecord wish = wished.groups().getOrDefault(group, FRESH);
    if (!wish.owned()) {
      wish(group, new Durable.GroupRecord(wish.term(), true, wish.electorates(), wish.failures()));
    }
  }

  List<Electorate> electorates(GroupId group) {
    return safe.groups().getOrDefault(group, FRESH).electorates();
  }

  List<Electorate> wishedElectorates(GroupId group) {
    return wished.groups().getOrDefault(group, FRESH).electorates();
  }

  void wishElectorates(GroupId group, List<Electorate> electorates) {
    Durable.GroupRecord wish = wished.groups().getOrDefault(group, FRESH);
    wish(group, new Durable.GroupRecord(wish.term(), wish.owned(), electorates, wish.failures()));
  }

  Durable.Failures failures(GroupId group) {
    return safe.groups().getOrDefault(group, FRESH).failures();
  }

  void wishFailures(GroupId group, Durable.Failures failures) {
    Durable.GroupRecord wish = wished.groups().getOrDefault(group, FRESH);
    wish(group, new Durable.GroupRecord(wish.term(), wish.owned(), wish.electorates(), failures));
  }

  void wishHeld(Optional<ClusterView.Hold> held) {
    wished = new Durable(wished.groups(), held, wished.maintenance(), wished.pause());
  }

  void wishMaintenance(Beat.Maintenance maintenance) {
    wished = new Durable(wished.groups(), wished.held(), maintenance, wished.pause());
  }

  void wishPause(Optional<Durable.Pause> pause) {
    wished = new Durable(wished.groups(), wished.held(), wished.maintenance(), pause);
  }

  private void wish(GroupId group, Durable.GroupRecord record) {
    Map<GroupId, Durable.GroupRecord> groups = new HashMap<>(wished.groups());
    groups.put(group, record);
    wished = new Durable(groups, wished.held(), wished.maintenance(), wished.pause());
  }

  boolean settled() {
    return wished == safe;
  }

  /// Asks for the next write if one is due.
  void flush(Turn turn) {
    if (wished != safe && op == 0 && turn.now >= retryAt) {
      op = turn.op();
      writing = wished;
      turn.act(new Action.Persist(op, wished));
    }
  }

  /// {@return when a failed write is due again}
  long wakeAt() {
    return wished != safe && op == 0 ? retryAt : Long.MAX_VALUE;
  }

  void persisted(long op) {
    if (op == this.op) {
      safe = writing;
      this.op = 0;
      error = "";
    }
  }

  void failed(long op, String reason, long now) {
    if (op == this.op) {
      this.op = 0;
      retryAt = now + RETRY;
      error = reason;
    }
  }
}

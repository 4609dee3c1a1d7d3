package io.understudy.mirroring.standby;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.api.mirror.Superseded;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// All that is written to the copies of a group goes through its gate. When it has closed, nothing
/// is written any more, whatever a strategy is doing: so a new owner's services find files that
/// nobody else changes, and two nodes never mirror to each other.
final class Gate {
  /// How long a single write may hold up the closing. A disk that takes longer hangs, for the
  /// services too.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// One owner's permission. Worth nothing when the gate was closed since.
  static final class Pass {
    private final Term term;
    private final NodeId from;

    private Pass(Term term, NodeId from) {
      this.term = term;
      this.from = from;
    }

    boolean isOf(NodeId node, Term of) {
      return from.equals(node) && term.equals(of);
    }

    /// {@return why it would not be given any more}
    Optional<String> objection(Ownership ownership, GroupId group) {
      return ownership.objection(group, from, term);
    }

    @Override
    public String toString() {
      return "%s in term %s".formatted(from, term);
    }
  }

  /// Something that changes a copy. Short: closing waits for it.
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run() throws IOException;
  }

  /// Like [Work], without result.
  @FunctionalInterface
  interface Change {
    void run() throws IOException;
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile @Nullable Pass open;
  private volatile String why = "nobody was let in";
  private long closings;
  private Term barred = Term.NONE;

  /// {@return how often it was closed} Who asks the engine whether a node is the owner asks this
  /// first, and gives it to [#open]: so a closing in between isn't missed.
  synchronized long closings() {
    return closings;
  }

  /// {@return who is let in}
  @Nullable Pass pass() {
    return open;
  }

  /// Lets an owner in; one that is in already gets the same pass.
  ///
  /// @throws Superseded if it was closed since, or for this term for good
  synchronized Pass open(NodeId from, Term term, long closingsBefore) throws Superseded {
    Pass now = open;
    if (closings != closingsBefore) {
      throw new Superseded(why);
    } else if (term.compareTo(barred) <= 0) {
      throw new Superseded(
          "this node owned the group in term %s, which is not below %s".formatted(barred, term));
    } else if (now != null && now.isOf(from, term)) {
      return now;
    } else if (now != null) {
      throw new Superseded("%s is still let in".formatted(now));
    }
    Pass pass = new Pass(term, from);
    open = pass;
    return pass;
  }

  /// Nobody is let in with this term or a lower one, ever.
  synchronized void bar(Term term) {
    barred = barred.compareTo(term) < 0 ? term : barred;
  }

  /// Returns when nothing is written any more: after what is being written just now, which is a MiB
  /// or so.
  ///
  /// @return whether that is so; not if the disk hangs in the middle of a write
  boolean close(String reason) {
    synchronized (this) {
      closings++;
      why = reason;
      open = null;
    }
    boolean interrupted = false;
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          if (!lock.writeLock().tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return false;
          }
          lock.writeLock().unlock();
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// @throws Superseded if the pass is worth nothing any more
  void check(Pass pass) throws Superseded {
    if (open != pass) {
      throw new Superseded(why);
    }
  }

  <T extends @Nullable Object> T through(Pass pass, Work<T> work) throws IOException {
    lock.readLock().lock();
    try {
      check(pass);
      return work.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  void change(Pass pass, Change change) throws IOException {
    lock.readLock().lock();
    try {
      check(pass);
      change.run();
    } finally {
      lock.readLock().unlock();
    }
  }
}

package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Term;
import io.understudy.api.mirror.GroupData;
import io.understudy.engine.decision.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the engine asks of whoever keeps the groups' data (mirroring), before they change hands and
/// once a second. Where nobody ever was, there is nothing to ask. Who was there and is gone is
/// being replaced: what it said last stays true, because a copy doesn't get younger, and a handover
/// waits for it.
final class Data implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Data.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// A takeover waits no longer than this until nothing is received any more. Services that run on
  /// the standby answer with the claim; those that have to start wait for [#AT_START].
  private static final Duration AT_CLAIM = Duration.ofMillis(50);

  static final Duration AT_START = Duration.ofSeconds(5);
  private static final long SILENT = Duration.ofSeconds(10).toNanos();

  /// One call of [GroupData#own].
  private record Telling(GroupData to, Term term, Future<?> done) {
    boolean same(GroupData data, Term about) {
      return to == data && term.equals(about);
    }
  }

  private final Adapters adapters;
  private final Orders orders;
  private final Consumer<Event> events;
  private final Function<GroupId, Optional<Term>> owned;
  private final Map<GroupId, Telling> tellings = new ConcurrentHashMap<>();
  private final Map<GroupId, String> objections = new ConcurrentHashMap<>();
  private final Map<GroupId, String> troubles = new ConcurrentHashMap<>();
  private final ReentrantLock judging = new ReentrantLock();
  private final Semaphore due = new Semaphore(0);
  private final ExecutorService tellers = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread = Thread.ofVirtual().name("copies").unstarted(this::run);
  private volatile long judgedAt = System.nanoTime();

  /// @param events where objections are posted
  /// @param owned this node's term as owner of a group; empty where it isn't
  Data(
      Adapters adapters,
      Orders orders,
      Consumer<Event> events,
      Function<GroupId, Optional<Term>> owned) {
    this.adapters = adapters;
    this.orders = orders;
    this.events = events;
    this.owned = owned;
  }

  void start() {
    thread.start();
  }

  /// Whoever keeps the data is there, perhaps anew.
  void appeared() {
    due.release();
  }

  /// Brings most of the data to the successor while the services still run.
  void approach(GroupId group, NodeId successor, Duration limit) throws InterruptedException {
    GroupData data = adapters.data();
    if (data != null && !limit.isZero()) {
      try {
        data.approach(group, successor, limit);
      } catch (RuntimeException e) {
        LOG.warn("group {}: its data can't be brought before its services stop", group, e);
      }
    }
  }

  /// Brings the data to the successor; the services are stopped.
  ///
  /// @param limit zero: don't wait for the data
  Outcome flush(GroupId group, NodeId successor, Duration limit) throws InterruptedException {
    if (limit.isZero()) {
      LOG.warn(
          "group {} goes to {} without waiting for its data (flushLimit = 0s)", group, successor);
      return Outcome.DONE;
    }
    if (!adapters.dataKept()) {
      return Outcome.DONE;
    }
    long end = System.nanoTime() + limit.toNanos();
    Optional<GroupData> data = adapters.awaitData(limit);
    if (data.isEmpty()) {
      return new Outcome.Unknown(
          "its data are not brought to %s: mirroring was here and did not come back in time; bring it"
                  .formatted(successor)
              + " back, or set flushLimit = 0s for the group to hand over without");
    }
    Outcome flushed =
        data.get().flush(group, successor, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    String what = "its data are not all at %s: ".formatted(successor);
    return switch (flushed) {
      case Outcome.Done done -> done;
      case Outcome.Failed(var reason) -> new Outcome.Failed(what + reason);
      case Outcome.Unknown(var reason) -> new Outcome.Unknown(what + reason);
    };
  }

  /// Before the addresses are claimed: nothing is received from now on. If that can't be had at
  /// once the takeover goes on; what comes from an older term is refused by its receiver anyway,
  /// and services that have to start wait in [#ownAtStart].
  void ownAtClaim(GroupId group, Term term) throws InterruptedException {
    own(group, term, AT_CLAIM);
  }

  /// Before the first service is started.
  Outcome ownAtStart(GroupId group, Term term) throws InterruptedException {
    return own(group, term, AT_START);
  }

  private Outcome own(GroupId group, Term term, Duration patience) throws InterruptedException {
    GroupData data = adapters.data();
    if (data == null) {
      return Outcome.DONE;
    }
    Telling telling =
        tellings.compute(
            group,
            (same, before) ->
                before != null && before.same(data, term) && !before.done().isDone()
                    ? before
                    : tell(data, group, term));
    String trouble;
    try {
      telling.done().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      troubles.remove(group);
      return Outcome.DONE;
    } catch (TimeoutException late) {
      trouble = "mirroring did not let go of its data within %d ms".formatted(patience.toMillis());
    } catch (ExecutionException thrown) {
      trouble = "mirroring can't let go of its data: " + thrown.getCause();
    }
    if (!trouble.equals(troubles.put(group, trouble))) {
      LOG.warn("group {}: {}", group, trouble);
    }
    return new Outcome.Unknown(trouble);
  }

  private Telling tell(GroupData data, GroupId group, Term term) {
    return new Telling(data, term, tellers.submit(() -> data.own(group, term)));
  }

  /// The core wants to know now.
  void ask(GroupId group) {
    orders.start(
        "judging the copy of " + group,
        INTERVAL,
        () -> {
          judge(group);
          return Outcome.DONE;
        },
        outcome -> {
          if (!(outcome instanceof Outcome.Done)) {
            LOG.warn("{}", outcome);
          }
        });
  }

  /// One at a time, so that what is posted last was said last.
  private void judge(GroupId group) throws InterruptedException {
    GroupData data = adapters.data();
    if (data == null) {
      return;
    }
    judging.lockInterruptibly();
    try {
      String reason = data.objection(group).orElse("");
      if (!reason.equals(objections.getOrDefault(group, ""))) {
        objections.put(group, reason);
        events.accept(new Event.CopyTooOld(group, reason));
      }
    } finally {
      judging.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        for (GroupId group : adapters.groups().keySet()) {
          try {
            judge(group);
            remind(group);
          } catch (RuntimeException e) {
            LOG.warn("the copy of group {} can't be judged", group, e);
          }
        }
        judgedAt = System.nanoTime();
        due.tryAcquire(INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        due.drainPermits();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /// Who came anew, while this node owns the group, hears of that; and so does everybody of a term
  /// that was raised.
  private void remind(GroupId group) {
    GroupData data = adapters.data();
    Optional<Term> term = owned.apply(group);
    if (data != null && term.isPresent()) {
      tellings.compute(
          group,
          (same, before) ->
              before != null && before.same(data, term.get())
                  ? before
                  : tell(data, group, term.get()));
    }
  }

  List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    @Nullable GroupData data = adapters.data();
    if (data == null && adapters.dataKept()) {
      found.add(
          problem(
              Problem.Severity.WARNING,
              "mirroring",
              "it was here and isn't now: copies get old, and handovers wait for it"));
    } else if (data != null && System.nanoTime() - judgedAt > SILENT) {
      found.add(
          problem(
              Problem.Severity.ALARM,
              "mirroring",
              "it doesn't answer whether copies are good enough to take over"));
    }
    troubles.forEach(
        (group, what) -> {
          if (owned.apply(group).isPresent()) {
            found.add(problem(Problem.Severity.ALARM, group.name(), what));
          }
        });
    return found;
  }

  private static Problem problem(Problem.Severity severity, String subject, String what) {
    return new Problem(
        severity, subject, what, "see the log for what became of the mirroring bundle");
  }

  @Override
  public void close() {
    thread.interrupt();
    tellers.shutdownNow();
  }
}

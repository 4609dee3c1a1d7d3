package io.understudy.engine;

import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Ticker;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Core;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.State;
import io.understudy.engine.decision.Step;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The engine's one thread: takes an event, lets the core decide, has the actions carried out. It
/// alone touches the state; everybody else reads the last [Snapshot].
///
/// A ticket is armed and only then the clock is read (R1), so the `now` of a step names a ticket
/// that is no younger. Without a kernel (its bundle is being replaced) the loop waits: the
/// addresses live on what the kernel was told before.
final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final int MOST_WAITING = 1000;

  /// A ticket also serves the evidence of this long after it was armed: a lease by an older ticket
  /// only ends sooner (R1).
  private static final long SHARED = Duration.ofMillis(5).toNanos();

  /// What the loop knew after a step.
  ///
  /// @param at raw clock
  record Snapshot(State state, Policy policy, long at) {}

  /// Carries an action out, or starts to.
  interface Performer {
    void perform(Action action, Tickets tickets, Lease lease);

    /// Another node owns a group, or in another term, as far as this node knows.
    default void moved() {}
  }

  /// The kernel's services, as far as they are there.
  record Kernel(AtomicReference<@Nullable Ticker> ticker, AtomicReference<@Nullable Lease> lease) {}

  private final Kernel kernel;
  private final Performer performer;
  private final Core core = new Core();
  private final Tickets tickets = new Tickets();
  /// With park and unpark instead of a blocking queue: the loop wakes 40 times a second.
  private final Queue<Function<Ticker, Event>> waiting = new ConcurrentLinkedQueue<>();

  private final AtomicInteger evidenceWaiting = new AtomicInteger();
  private final Thread thread;
  private volatile Snapshot snapshot;
  private volatile boolean running = true;

  /// Beats of this incarnation need not wake the loop, which wakes soon by itself; 0: all do.
  private volatile long resting;

  private long wakeAt;
  private long asleep;
  private long standing;
  private @Nullable Lease armedBy;
  private long armedAt;
  private long nonce;

  /// @param first the state to go on from, made at `first.at()`
  /// @param asleep how much the boot-time clock was ahead of the raw one then, in nanoseconds
  Loop(Kernel kernel, Performer performer, Snapshot first, long asleep) {
    this.kernel = kernel;
    this.performer = performer;
    this.snapshot = first;
    this.standing = first.state().standing();
    this.wakeAt = first.at();
    this.asleep = asleep;
    this.thread =
        Thread.ofPlatform()
            .name("understudy engine")
            .priority(Thread.MAX_PRIORITY)
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /// Posts an event. While much evidence waits, more of it is dropped (there will be more);
  /// outcomes and orders never are, because the core waits for each.
  void post(Event event) {
    boolean evidence = event instanceof Event.BeatArrived || event instanceof Event.DeviceAnswered;
    if (!evidence) {
      post(ticker -> event);
    } else if (evidenceWaiting.get() < MOST_WAITING) {
      evidenceWaiting.incrementAndGet();
      waiting.add(
          ticker -> {
            evidenceWaiting.decrementAndGet();
            return event;
          });
      if (!mayWait(event)) {
        LockSupport.unpark(thread);
      }
    }
  }

  private boolean mayWait(Event event) {
    return event instanceof Event.BeatArrived arrived && arrived.beat().incarnation() == resting;
  }

  /// Posts an event that is made on the loop's thread, right before its step.
  void post(Function<Ticker, Event> event) {
    waiting.add(event);
    LockSupport.unpark(thread);
  }

  /// Changes the policy between two steps.
  ///
  /// @param policy is asked only then: of two threads that bring news, the later one may have made
  ///     its policy before the other, and an older policy would stay
  void adopt(Supplier<Policy> policy) {
    post(
        ticker -> {
          snapshot = new Snapshot(snapshot.state(), policy.get(), snapshot.at());
          return new Event.PolicyChanged();
        });
  }

  private void run() {
    while (running) {
      try {
        turn();
      } catch (InterruptedException e) {
        if (running) {
          LOG.warn("the engine's thread was interrupted by somebody else; it goes on");
        }
      } catch (RuntimeException e) {
        // A defect. Without steps the lease ends by itself, which is safe; going on is better.
        LOG.error("a step of the engine failed", e);
      }
    }
  }

  private void turn() throws InterruptedException {
    Ticker ticker = kernel.ticker().get();
    Lease lease = kernel.lease().get();
    if (ticker == null || lease == null) {
      synchronized (this) {
        wait(10);
      }
      return;
    }
    Function<Ticker, Event> next = await(ticker);
    noticeStall(ticker, lease);
    step(next == null ? new Event.Tick() : next.apply(ticker), ticker, lease);
  }

  /// {@return the next event; null if it is time to step without one}
  private @Nullable Function<Ticker, Event> await(Ticker ticker) throws InterruptedException {
    Function<Ticker, Event> next = waiting.poll();
    long left = wakeAt - ticker.nanos();
    while (next == null && left > 0) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      next = waiting.poll();
      left = wakeAt - ticker.nanos();
    }
    return next;
  }

  /// A loop that wakes much later than it should tells the core so before anything else; so does
  /// one whose machine was suspended, which the raw clock doesn't count.
  private void noticeStall(Ticker ticker, Lease lease) {
    long now = ticker.nanos();
    long slept = ticker.boottimeNanos() - now;
    long gap = Math.max(now - Math.max(wakeAt, snapshot.at()), slept - asleep);
    asleep = slept;
    if (gap > snapshot.policy().timing().beat().toNanos() * 2) {
      step(new Event.Stalled(gap), ticker, lease);
    }
  }

  private void step(Event event, Ticker ticker, Lease lease) {
    long now = arm(event, ticker, lease);
    Policy policy = snapshot.policy();
    wakeAt = now + policy.timing().beat().toNanos(); // also if the step fails
    resting = 0;
    Step step = core.step(snapshot.state(), event, now, policy);
    long before = standing;
    standing = step.next().standing();
    snapshot = new Snapshot(step.next(), policy, now);
    wakeAt = step.wakeAt();
    resting = step.resting();
    for (Action action : step.actions()) {
      performer.perform(action, tickets, lease);
    }
    if (standing != before) {
      performer.moved();
    }
  }

  /// {@return the time of the step}
  private long arm(Event event, Ticker ticker, Lease lease) {
    boolean evidence = event instanceof Event.BeatArrived || event instanceof Event.Tick;
    long now = ticker.nanos();
    if (!evidence || armedBy != lease || now - armedAt > SHARED) {
      nonce = lease.arm();
      armedBy = lease;
      now = ticker.nanos();
      armedAt = now;
    }
    tickets.add(now, nonce);
    return now;
  }

  /// Ends the thread. What the kernel holds goes on until its time-out.
  @Override
  public void close() {
    running = false;
    thread.interrupt();
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

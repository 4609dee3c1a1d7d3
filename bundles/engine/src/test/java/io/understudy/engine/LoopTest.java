package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Ticker;
import io.understudy.engine.decision.Durable;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.State;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The loop with a clock that stands still until it is told.
class LoopTest {
  private static final long MS = 1_000_000;

  private final AtomicLong now = new AtomicLong(1000 * MS);
  private final AtomicInteger armed = new AtomicInteger();
  private final AtomicReference<Lease> lease = new AtomicReference<>(new CountingLease());
  private Loop loop;

  private final class StandingTicker implements Ticker {
    @Override
    public long nanos() {
      return now.get();
    }

    @Override
    public long boottimeNanos() {
      return now.get();
    }

    @Override
    public String bootId() {
      return "boot";
    }
  }

  private final class CountingLease implements Lease {
    @Override
    public Outcome guard(
        GroupId group, Set<String> devices, Set<InetAddress> addresses, Map<Kind, Span> spans) {
      return Outcome.DONE;
    }

    @Override
    public Outcome unguard(GroupId group) {
      return Outcome.DONE;
    }

    @Override
    public long arm() {
      return armed.incrementAndGet();
    }

    @Override
    public void renew(long nonce, Kind kind, GroupId group) {}

    @Override
    public Outcome drop(GroupId group) {
      return Outcome.DONE;
    }

    @Override
    public Enforcement enforcement() {
      return new Enforcement(true, "");
    }
  }

  @BeforeEach
  void start() {
    Policy policy = policy("wan");
    State first = State.start(1, Durable.EMPTY, policy, now.get(), "boot", now.get());
    AtomicReference<Ticker> ticker = new AtomicReference<>(new StandingTicker());
    loop =
        new Loop(
            new Loop.Kernel(ticker, lease),
            (action, tickets, kernel) -> {},
            new Loop.Snapshot(first, policy, now.get()),
            0);
    loop.start();
    step(new Event.Tick());
  }

  @AfterEach
  void end() {
    loop.close();
  }

  /// Waits until the event's step is over, which the making of the next one shows.
  private void step(Event event) {
    loop.post(event);
    CountDownLatch over = new CountDownLatch(1);
    loop.post(
        ticker -> {
          over.countDown();
          return new Event.Tick();
        });
    await(over);
  }

  @Test
  void aTicketServesTheEvidenceOfTheNextMilliseconds() {
    int before = armed.get();
    now.addAndGet(4 * MS);
    step(new Event.Tick());
    assertEquals(before, armed.get());
    now.addAndGet(2 * MS);
    step(new Event.Tick());
    assertEquals(before + 1, armed.get());
  }

  @Test
  void anOutcomeHasATicketOfItsOwn() {
    int before = armed.get();
    step(new Event.PolicyChanged());
    assertEquals(before + 1, armed.get());
  }

  @Test
  void anotherKernelHasTicketsOfItsOwn() {
    int before = armed.get();
    lease.set(new CountingLease());
    // The loop may be waiting with the kernel that it found before.
    step(new Event.Tick());
    step(new Event.Tick());
    assertEquals(before + 1, armed.get());
  }

  private static Policy policy(String profile) {
    return new Policies(new Adapters(), InstantSource.system())
        .of(EngineSettings.of(Map.of("node", "a", "nodes", "a, b", "profile", profile)));
  }

  /// Two threads bring news: the one that comes last knew less when it set out.
  @Test
  void theNewestPolicyStaysWhoeverComesLast() {
    AtomicReference<Policy> newest = new AtomicReference<>(policy("wan"));
    CountDownLatch busy = new CountDownLatch(1);
    loop.post(
        ticker -> {
          await(busy);
          return new Event.Tick();
        });
    loop.adopt(newest::get);
    newest.set(policy("default"));
    busy.countDown();
    step(new Event.Tick());
    assertEquals(newest.get(), loop.snapshot().policy());
  }

  private static void await(CountDownLatch over) {
    try {
      assertTrue(over.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

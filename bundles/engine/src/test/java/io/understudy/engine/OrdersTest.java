package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Orders orders = new Orders();

  @AfterEach
  void close() {
    orders.close();
  }

  private Outcome outcome(Duration deadline, Callable<Outcome> work) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    orders.start("work", deadline, work, outcome::complete);
    return outcome.get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatIsDoneIsReported() throws Exception {
    assertEquals(Outcome.DONE, outcome(LONG, () -> Outcome.DONE));
  }

  @Test
  void whatThrowsHasFailed() throws Exception {
    Outcome outcome =
        outcome(
            LONG,
            () -> {
              throw new IllegalStateException("no such device");
            });
    assertTrue(assertInstanceOf(Outcome.Failed.class, outcome).reason().contains("no such device"));
  }

  @Test
  void whatDoesNotEndInTimeIsUnknownAndInterrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Outcome outcome =
        outcome(
            Duration.ofMillis(20),
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return Outcome.DONE;
            });
    assertInstanceOf(Outcome.Unknown.class, outcome);
    assertTrue(interrupted.await(20, TimeUnit.SECONDS));
  }

  @Test
  void anOrderAfterTheEndHasFailed() throws Exception {
    orders.close();
    assertInstanceOf(Outcome.Failed.class, outcome(LONG, () -> Outcome.DONE));
  }
}

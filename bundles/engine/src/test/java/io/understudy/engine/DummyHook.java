package io.understudy.engine;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A service in memory: remembers what it was ordered, and behaves as it is told.
final class DummyHook implements ServiceHook {
  /// What a start or a stop does before it ends.
  interface Doing {
    void happen() throws InterruptedException;
  }

  private final String name;
  private final List<String> done;
  volatile boolean standby;
  volatile Duration patience = Duration.ofSeconds(20);
  volatile Outcome starts = Outcome.DONE;
  volatile Outcome stops = Outcome.DONE;
  volatile Status status = new Status.Running();
  volatile Doing whileStarting = () -> {};
  volatile Doing whileStopping = () -> {};
  volatile CountDownLatch answers = new CountDownLatch(0);

  /// @param done where its orders stand, once they are begun
  DummyHook(String name, List<String> done) {
    this.name = name;
    this.done = done;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean runsOnStandby() {
    return standby;
  }

  @Override
  public Duration patience() {
    return patience;
  }

  @Override
  public Outcome start() {
    return order("start ", whileStarting, starts);
  }

  @Override
  public Outcome stop() {
    return order("stop ", whileStopping, stops);
  }

  private Outcome order(String what, Doing doing, Outcome outcome) {
    done.add(what + name);
    try {
      doing.happen();
      return outcome;
    } catch (InterruptedException ended) {
      done.add("interrupted " + name);
      Thread.currentThread().interrupt();
      return new Outcome.Unknown("interrupted");
    }
  }

  @Override
  public Status status() {
    try {
      answers.await();
      return status;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return new Status.Sick("interrupted");
    }
  }
}

package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Term;
import io.understudy.api.mirror.GroupData;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Keeps no data, but remembers what it was asked and answers as it is told.
final class DummyGroupData implements GroupData {
  private final String name;
  private final List<String> done;
  volatile Outcome flushed = Outcome.DONE;
  volatile Optional<String> objection = Optional.empty();
  volatile Runnable whileFlushing = () -> {};
  volatile CountDownLatch lettingGo = new CountDownLatch(0);

  /// @param name by which it stands in `done`
  DummyGroupData(String name, List<String> done) {
    this.name = name;
    this.done = done;
  }

  @Override
  public Outcome flush(GroupId group, NodeId successor, Duration limit) {
    done.add("%s flushes to %s".formatted(name, successor));
    whileFlushing.run();
    return flushed;
  }

  @Override
  public void own(GroupId group, Term term) {
    try {
      lettingGo.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return;
    }
    done.add(name + " lets go");
  }

  @Override
  public Optional<String> objection(GroupId group) {
    return objection;
  }
}

package io.understudy.engine;

import io.understudy.api.GroupId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One order at a time for the services of a group. One that stops them interrupts whatever starts
/// them, and what would start them before it; all else waits for its turn.
final class Lanes {
  private static final class Lane {
    final ReentrantLock turn = new ReentrantLock(true);
    private int stopping;
    private @Nullable Thread starting;

    synchronized void stopComes() {
      stopping++;
      if (starting != null) {
        starting.interrupt();
      }
    }

    synchronized void stopGoes() {
      stopping--;
    }

    synchronized void startBegins() {
      starting = Thread.currentThread();
      if (stopping > 0) {
        starting.interrupt();
      }
    }

    /// From here on nobody interrupts the thread any more.
    synchronized void startEnds() {
      starting = null;
    }
  }

  private final Map<GroupId, Lane> lanes = new ConcurrentHashMap<>();

  private Lane lane(GroupId group) {
    return lanes.computeIfAbsent(group, first -> new Lane());
  }

  <T> T stop(GroupId group, Callable<T> order) throws Exception {
    Lane lane = lane(group);
    lane.stopComes();
    boolean mine = false;
    try {
      lane.turn.lockInterruptibly();
      mine = true;
      return order.call();
    } finally {
      lane.stopGoes(); // first: a start that waits for its turn isn't meant
      if (mine) {
        lane.turn.unlock();
      }
    }
  }

  <T> T start(GroupId group, Callable<T> order) throws Exception {
    Lane lane = lane(group);
    lane.turn.lockInterruptibly();
    try {
      lane.startBegins();
      return order.call();
    } finally {
      lane.startEnds();
      lane.turn.unlock();
    }
  }
}

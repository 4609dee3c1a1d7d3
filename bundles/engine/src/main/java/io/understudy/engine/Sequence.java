package io.understudy.engine;

import io.understudy.api.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/// Carries one order out on several services: on each as soon as those are through that it waits
/// for, and so on several at once.
final class Sequence {
  interface Order {
    Outcome give(String service) throws InterruptedException;
  }

  private record Ended(String service, Outcome outcome) {}

  private final Function<String, Set<String>> waitsFor;
  private final boolean afterFailures;
  private final Order order;
  private final Set<String> left;
  private final Map<String, Outcome> through = new LinkedHashMap<>();
  private final Map<String, Thread> running = new HashMap<>();
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

  /// @param waitsFor which others have to be through before it; those that aren't among `services`
  ///     count as through
  /// @param afterFailures whether the order is also given to those that wait for a failed one
  Sequence(
      Collection<String> services,
      Function<String, Set<String>> waitsFor,
      boolean afterFailures,
      Order order) {
    this.left = new LinkedHashSet<>(services);
    this.waitsFor = waitsFor;
    this.afterFailures = afterFailures;
    this.order = order;
  }

  /// {@return how it ended on each, in the order of the ends; one that waited for a failed one and
  /// wasn't tried isn't in it}
  Map<String, Outcome> run() throws InterruptedException {
    try {
      while (true) {
        left.stream().filter(this::ready).toList().forEach(this::begin);
        if (running.isEmpty()) {
          return through;
        }
        Ended next = ended.take();
        running.remove(next.service());
        through.put(next.service(), next.outcome());
      }
    } catch (InterruptedException stopped) {
      running.values().forEach(Thread::interrupt);
      throw stopped;
    }
  }

  private boolean ready(String service) {
    for (String other : waitsFor.apply(service)) {
      Outcome outcome = through.get(other);
      boolean done = outcome instanceof Outcome.Done || outcome != null && afterFailures;
      if (left.contains(other) || running.containsKey(other) || outcome != null && !done) {
        return false;
      }
    }
    return true;
  }

  private void begin(String service) {
    left.remove(service);
    running.put(
        service,
        Thread.ofVirtual()
            .name("order for service " + service)
            .start(() -> ended.add(new Ended(service, outcome(service)))));
  }

  private Outcome outcome(String service) {
    try {
      return order.give(service);
    } catch (InterruptedException stopped) {
      return new Outcome.Unknown("interrupted");
    } catch (RuntimeException thrown) {
      return new Outcome.Failed(thrown.toString());
    }
  }
}

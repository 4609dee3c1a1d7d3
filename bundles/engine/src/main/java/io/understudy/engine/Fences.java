package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.api.Fence;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Settings;
import io.understudy.api.Term;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The fences of this node: carries an order out level by level, those of a level at once, and
/// tests each now and then.
final class Fences implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fences.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration SLACK = Duration.ofSeconds(1);

  private record Tested(Outcome outcome, Instant at) {}

  /// How one attempt ended.
  private record Attempt(Fence fence, Outcome outcome, Term newer) {}

  private final List<Fence> fences = new CopyOnWriteArrayList<>();
  private final Map<String, Tested> tests = new ConcurrentHashMap<>();
  private final Thread tester =
      Thread.ofVirtual().name("fence tests").unstarted(this::testNowAndThen);
  private volatile Duration interval = Duration.ofHours(1);

  void add(Fence fence) {
    fences.add(fence);
  }

  void remove(Fence fence) {
    fences.remove(fence);
    tests.remove(fence.name());
  }

  void start() {
    tester.start();
  }

  /// @param interval between two tests of a fence
  void pace(Duration interval) {
    this.interval = interval;
  }

  boolean any(NodeId victim) {
    return fences.stream().anyMatch(fence -> fence.victim().equals(victim));
  }

  private Map<Integer, List<Fence>> levels(NodeId victim) {
    return fences.stream()
        .filter(fence -> fence.victim().equals(victim))
        .collect(Collectors.groupingBy(Fence::level, TreeMap::new, Collectors.toList()));
  }

  private static Duration limit(List<Fence> level) {
    return level.stream().map(Fence::limit).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  /// {@return how long an order may take, all levels together}
  Duration limit(NodeId victim) {
    return levels(victim).values().stream().map(Fences::limit).reduce(SLACK, Duration::plus);
  }

  /// Tries each level until one confirms. A victim that knows a newer term ends it: then no other
  /// means is tried.
  Event.Fenced fence(Action.Fence order, NodeId self) throws InterruptedException {
    Map<Integer, List<Fence>> levels = levels(order.victim());
    if (levels.isEmpty()) {
      return ended(
          order,
          new Outcome.Failed(
              "no fence for %s is configured: see docs/fencing.md".formatted(order.victim())),
          Term.NONE);
    }
    Fence.Order asked = new Fence.Order(order.victim(), self, order.group(), order.term());
    List<Attempt> failed = new ArrayList<>();
    for (List<Fence> level : levels.values()) {
      for (Attempt attempt : attempt(level, asked)) {
        if (attempt.outcome() instanceof Outcome.Done || !attempt.newer().equals(Term.NONE)) {
          return ended(order, attempt.outcome(), attempt.newer());
        }
        failed.add(attempt);
      }
    }
    String reasons =
        failed.stream()
            .map(attempt -> attempt.fence().name() + ": " + reason(attempt.outcome()))
            .collect(Collectors.joining("; "));
    boolean certain = failed.stream().allMatch(a -> a.outcome() instanceof Outcome.Failed);
    return ended(
        order, certain ? new Outcome.Failed(reasons) : new Outcome.Unknown(reasons), Term.NONE);
  }

  private static Event.Fenced ended(Action.Fence order, Outcome outcome, Term newer) {
    return new Event.Fenced(order.group(), order.op(), outcome, newer);
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done() -> "done";
      case Outcome.Failed(var reason) -> reason;
      case Outcome.Unknown(var reason) -> reason;
    };
  }

  /// @return how all of them ended, or only the one that decides: confirmed, or refused
  private static List<Attempt> attempt(List<Fence> level, Fence.Order order)
      throws InterruptedException {
    BlockingQueue<Attempt> ended = new LinkedBlockingQueue<>();
    Map<Fence, Thread> running = new ConcurrentHashMap<>();
    for (Fence fence : level) {
      running.put(
          fence,
          Thread.ofVirtual()
              .name("fence " + fence.name())
              .start(() -> ended.add(attempt(fence, order))));
    }
    List<Attempt> all = new ArrayList<>();
    long began = System.nanoTime();
    try {
      while (!running.isEmpty()) {
        Fence next =
            running.keySet().stream().min(Comparator.comparing(Fence::limit)).orElseThrow();
        long left = began + next.limit().toNanos() - System.nanoTime();
        Attempt attempt = ended.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
        if (attempt == null) {
          String late = "no answer within " + Settings.words(next.limit());
          attempt = new Attempt(next, new Outcome.Unknown(late), Term.NONE);
        }
        Thread thread = running.remove(attempt.fence());
        if (thread == null) {
          continue; // it was too late already
        }
        thread.interrupt();
        if (attempt.outcome() instanceof Outcome.Done || !attempt.newer().equals(Term.NONE)) {
          return List.of(attempt);
        }
        all.add(attempt);
      }
      return all;
    } finally {
      running.values().forEach(Thread::interrupt);
    }
  }

  private static Attempt attempt(Fence fence, Fence.Order order) {
    try {
      return new Attempt(fence, fence.fence(order), Term.NONE);
    } catch (Fence.Refusal refusal) {
      return new Attempt(fence, new Outcome.Failed(refusal.getMessage()), refusal.newer());
    } catch (InterruptedException e) {
      return new Attempt(fence, new Outcome.Unknown("interrupted"), Term.NONE);
    } catch (RuntimeException e) {
      return new Attempt(fence, new Outcome.Unknown(e.toString()), Term.NONE);
    }
  }

  /// Tests one fence, for no longer than its limit.
  Outcome test(String name) {
    Optional<Fence> known = fences.stream().filter(f -> f.name().equals(name)).findFirst();
    if (known.isEmpty()) {
      return new Outcome.Failed("there is no fence '%s' here".formatted(name));
    }
    return test(known.get());
  }

  private void testNowAndThen() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        for (Fence fence : fences) {
          Tested last = tests.get(fence.name());
          if (last == null || last.at().plus(interval).isBefore(Instant.now())) {
            LOG.debug("test of {}: {}", fence.name(), test(fence));
          }
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    tester.interrupt();
  }

  private Outcome test(Fence fence) {
    BlockingQueue<Outcome> answer = new LinkedBlockingQueue<>();
    Thread test =
        Thread.ofVirtual().name("test of " + fence.name()).start(() -> answer.add(tested(fence)));
    Outcome outcome;
    try {
      outcome = answer.poll(fence.limit().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = new Outcome.Unknown("the test was interrupted");
    }
    if (outcome == null) {
      outcome = new Outcome.Unknown("no answer within " + Settings.words(fence.limit()));
    }
    test.interrupt();
    tests.put(fence.name(), new Tested(outcome, Instant.now()));
    return outcome;
  }

  private static Outcome tested(Fence fence) {
    try {
      return fence.test();
    } catch (InterruptedException e) {
      return new Outcome.Unknown("interrupted");
    } catch (RuntimeException e) {
      return new Outcome.Unknown(e.toString());
    }
  }

  List<ClusterView.FenceView> views() {
    return fences.stream()
        .sorted(Comparator.comparing(Fence::level).thenComparing(Fence::name))
        .map(
            fence -> {
              Tested tested = tests.get(fence.name());
              return new ClusterView.FenceView(
                  fence.name(),
                  fence.victim(),
                  fence.level(),
                  Optional.ofNullable(tested).map(Tested::outcome),
                  tested == null ? Instant.EPOCH : tested.at());
            })
        .toList();
  }

  /// @param required some group isn't taken over without a confirmed fence
  List<Problem> problems(NodeId peer, boolean required) {
    List<Problem> found = new ArrayList<>();
    if (required && !any(peer)) {
      found.add(
          new Problem(
              Problem.Severity.ALARM,
              "fencing",
              "a group has fencing = require, but there is no fence for " + peer,
              "configure one (io.understudy.fencing.*.cfg), or set fencing = attempt"));
    }
    for (ClusterView.FenceView fence : views()) {
      if (fence.lastTest().isPresent() && !(fence.lastTest().get() instanceof Outcome.Done)) {
        found.add(
            new Problem(
                Problem.Severity.WARNING,
                "fence " + fence.name(),
                "its last test failed: " + reason(fence.lastTest().get()),
                "mend it, then: understudy fence-test " + fence.name()));
      }
    }
    return found;
  }
}

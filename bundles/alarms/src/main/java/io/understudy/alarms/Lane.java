package io.understudy.alarms;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.kernel.Background;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One receiver: a thread looks each second at what is wrong, another sends. So a receiver that
/// doesn't answer holds up neither the others nor the engine, which is only looked at.
final class Lane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
  private static final int EVENTS = 1000;
  private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();
  private static final Duration STARTING = Duration.ofSeconds(15);
  private static final Duration ENGINE_GONE = Duration.ofSeconds(30);

  interface Sender {
    /// @throws IOException with the reason, without secrets
    void send(Message message) throws IOException, InterruptedException;

    /// {@return the reason, with who didn't take it}
    static IOException failure(String server, Exception failed) {
      String why = Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
      return new IOException("%s: %s".formatted(server, why), failed);
    }
  }

  /// @param look between two looks at the problems
  /// @param retry before the second attempt; each further one waits twice as long
  record Pace(Duration look, Duration retry, Duration longest) {
    static final Pace USUAL =
        new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  private final AlarmSettings settings;
  private final Sender sender;
  private final Pace pace;
  private final Outbox outbox;
  private final Instant began = Instant.now();
  private final List<Thread> threads;
  private final Ledger ledger;
  private List<Problem> last = List.of();
  private Instant present = began;
  private String node = "?";
  private long incarnation;
  private long read;
  private volatile @Nullable Cluster cluster;
  private volatile @Nullable String failure;

  Lane(AlarmSettings settings, Path directory, Pace pace, Sender sender) {
    if (!TAKEN.add(settings.name())) {
      throw new IllegalArgumentException(
          "name: another alarm receiver is called '%s'; give each its own"
              .formatted(settings.name()));
    }
    this.settings = settings;
    this.sender = sender;
    this.pace = pace;
    this.outbox = new Outbox(directory.resolve("alarms-" + settings.name() + ".json"));
    this.ledger = new Ledger(settings, outbox.known());
    this.threads =
        List.of(
            Background.thread("alarms for " + settings.name()).start(this::watch),
            Background.thread("alarms to " + settings.name()).start(this::deliver));
  }

  void bind(@Nullable Cluster service) {
    cluster = service;
  }

  @Nullable Cluster bound() {
    return cluster;
  }

  Outcome test() throws InterruptedException {
    Cluster engine = cluster;
    try {
      String from = engine == null ? "?" : engine.view().node().name();
      sender.send(Message.test(from, Instant.now()));
      return Outcome.DONE;
    } catch (IOException failed) {
      return new Outcome.Failed(String.valueOf(failed.getMessage()));
    }
  }

  List<Problem> problems() {
    return Optional.ofNullable(failure)
        .map(
            why ->
                new Problem(
                    Problem.Severity.WARNING,
                    settings.subject(),
                    "%s; %d messages wait".formatted(why, outbox.size()),
                    "when it is mended: understudy alarm test " + settings.name()))
        .stream()
        .toList();
  }

  private void watch() {
    try {
      while (true) {
        try {
          look(Instant.now());
        } catch (RuntimeException failed) {
          LOG.warn("the problems can't be read just now: {}", failed.toString());
        }
        Thread.sleep(pace.look());
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Instant now) {
    Cluster engine = cluster;
    List<Message> messages = new ArrayList<>();
    if (engine != null) {
      ClusterView view = engine.view();
      present = now;
      if (!view.ready() && now.isBefore(began.plus(STARTING))) {
        return;
      }
      last = view.problems();
      node = view.node().name();
      events(view.incarnation(), engine.events(EVENTS), messages);
    } else if (now.isBefore(present.plus(ENGINE_GONE))) {
      return;
    } else {
      last = List.of(gone());
    }
    messages.addAll(ledger.observe(node, last, now));
    if (!messages.isEmpty()) {
      outbox.add(messages, ledger.told());
    }
  }

  private static Problem gone() {
    return new Problem(
        Problem.Severity.ALARM,
        "engine",
        "it isn't there: this node decides nothing",
        "look at understudy status");
  }

  private void events(long of, List<ClusterEvent> events, List<Message> messages) {
    if (incarnation != of) {
      incarnation = of;
      read = 0;
    }
    for (ClusterEvent event : events) {
      if (event.number() > read) {
        read = event.number();
        if (settings.events().contains(event.kind()) && event.at().isAfter(began)) {
          messages.add(Message.of(event));
        }
      }
    }
  }

  private void deliver() {
    try {
      while (true) {
        Message message = outbox.next();
        Duration wait = pace.retry();
        while (!outbox.expire(message, Instant.now()) && !sent(message)) {
          Thread.sleep(wait);
          Duration twice = wait.multipliedBy(2);
          wait = twice.compareTo(pace.longest()) < 0 ? twice : pace.longest();
        }
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean sent(Message message) throws InterruptedException {
    try {
      sender.send(message);
      outbox.done(message);
      if (failure != null) {
        LOG.info("{} is reached again", settings.subject());
      }
      failure = null;
      return true;
    } catch (IOException | RuntimeException failed) {
      String why = Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
      if (failure == null) {
        LOG.warn("{}: {}; tried again later", settings.subject(), why);
      }
      failure = why;
      return false;
    }
  }

  /// Ends it; what waits stays in the file.
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(2000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    TAKEN.remove(settings.name());
  }
}

package io.understudy.mirroring.owner;

import io.understudy.api.GroupId;
import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import io.understudy.api.kernel.Background;
import io.understudy.mirroring.standby.Notice;
import io.understudy.mirroring.standby.NoticeTalk;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one standby what of a group isn't in its copies, as it grows.
final class Telling {
  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final Duration SELDOM = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final GroupId group;
  private final Term term;
  private final Route route;
  private final Supplier<Collection<Sending>> sendings;
  private final AtomicReference<CountDownLatch> asked =
      new AtomicReference<>(new CountDownLatch(1));
  private final Semaphore news = new Semaphore(0);
  private final AtomicBoolean heard = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean over;
  private volatile boolean contact;
  private volatile long rounds;

  /// What was told of a rule.
  private static final class Told {
    long version = -1;
    long at;
    Set<RelativePath> names = new LinkedHashSet<>();
  }

  Telling(
      GroupId group,
      Term term,
      Route route,
      boolean contact,
      Supplier<Collection<Sending>> sendings) {
    this.group = group;
    this.term = term;
    this.route = route;
    this.contact = contact;
    this.sendings = sendings;
    thread = Background.thread("notices of " + group).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void contact(boolean now) {
    contact = now;
    hurry();
  }

  /// Something is dirty or isn't any longer. Called very often, by any thread.
  void changed() {
    if (!heard.get() && !heard.getAndSet(true)) {
      news.release();
    }
  }

  private void hurry() {
    news.release();
    asked.get().countDown();
  }

  private void run() {
    try {
      while (!over) {
        if (!contact) {
          pause(AGAIN);
          continue;
        }
        try (Route.Line line = route.notices(group, term)) {
          tell(line);
          pause(AGAIN);
        } catch (IOException e) {
          LOG.debug("group {}: no notices to {}: {}", group, route.to(), e.getMessage());
          pause(AGAIN);
        }
      }
    } catch (InterruptedException stopped) {
      LOG.debug("group {}: notices end", group);
    }
  }

  private void pause(Duration limit) throws InterruptedException {
    asked.get().await(limit.toNanos(), TimeUnit.NANOSECONDS);
    asked.set(new CountDownLatch(1));
  }

  private void tell(Route.Line line) throws IOException, InterruptedException {
    Map<String, Told> told = new HashMap<>();
    while (!over && line.isOpen()) {
      for (Sending sending : sendings.get()) {
        String rule = sending.known().rule().name();
        tell(line, sending, told.computeIfAbsent(rule, _ -> new Told()));
      }
      rounds++;
      // Not too often while much changes; and nobody is woken while nothing does.
      pause(OFTEN);
      if (news.tryAcquire(SELDOM.toNanos(), TimeUnit.NANOSECONDS)) {
        news.drainPermits();
      }
      heard.set(false);
    }
  }

  private void tell(Route.Line line, Sending sending, Told told) throws IOException {
    Backlog.View now = sending.backlog().view();
    long nanos = System.nanoTime();
    boolean first = told.version < 0;
    if (!first && now.version() == told.version && nanos - told.at < SELDOM.toNanos()) {
      return;
    }
    List<RelativePath> names = Notice.fitting(sending.backlog().names(Notice.NAMES));
    Set<RelativePath> present = new LinkedHashSet<>(names);
    List<RelativePath> added = names.stream().filter(one -> !told.names.contains(one)).toList();
    List<RelativePath> removed = told.names.stream().filter(one -> !present.contains(one)).toList();
    NoticeTalk.write(
        line.out(),
        new Notice(
            sending.known().rule().name(),
            first,
            now.size(),
            now.oldest(),
            added,
            removed,
            sending.totals().comparing(),
            now.compared()));
    told.version = now.version();
    told.at = nanos;
    told.names = present;
  }

  /// Tells what is known now, if that is possible in time.
  void tellNow(Duration limit) throws InterruptedException {
    long two = rounds + 2; // one may be under way
    long end = System.nanoTime() + limit.toNanos();
    while (rounds < two && System.nanoTime() < end && contact) {
      hurry();
      Thread.sleep(Duration.ofMillis(2));
    }
  }

  void stop() {
    over = true;
    thread.interrupt();
  }
}

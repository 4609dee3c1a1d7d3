package io.understudy.mirroring.owner;

import io.understudy.api.Term;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Selection;
import io.understudy.mirroring.rule.Rule;
import io.understudy.mirroring.rule.Rules;
import io.understudy.mirroring.rule.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that makes the passes of one rule to one standby: listens, connects, makes passes
/// when
/// they are due, and begins anew when something has changed or broken.
final class Passes implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Passes.class);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /// How long a connection may be gone before that is noticed, while nothing changes.
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Course course;
  private final Term term;
  private final Route route;
  private final Tools tools;
  private final Backlog backlog;
  private final Totals totals;
  private final Hearing hearing;
  private final Turns turns;
  private final Reports reports;
  private final Timetable timetable;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Long incarnation;
  private @Nullable Selection selection;

  Passes(
      Course course,
      Term term,
      Route route,
      Tools tools,
      Record record,
      Backlog backlog,
      Totals totals,
      Reports reports,
      Timetable timetable) {
    this.course = course;
    this.term = term;
    this.route = route;
    this.tools = tools;
    this.backlog = backlog;
    this.totals = totals;
    this.reports = reports;
    this.timetable = timetable;
    hearing = new Hearing(course, tools, record, backlog, reports);
    turns = new Turns(course, route, tools, backlog, totals, reports, timetable);
  }

  @Override
  public void run() {
    try {
      while (!course.over) {
        long before = course.generation;
        try {
          Rules.Known now = course.known;
          Optional<MirrorStrategy> strategy = tools.strategies().apply(now.share().strategy());
          if (!hearing.ready(now)) {
            pause(before, AGAIN.multipliedBy(2));
          } else if (strategy.isEmpty()) {
            reports.obstacle(
                "this node has no strategy " + now.share().strategy(),
                "install its bundle, or choose another strategy");
            pause(before, AGAIN);
          } else if (!course.contact) {
            reports.quiet("no contact");
            pause(before, AGAIN);
          } else {
            send(now, strategy.get(), before);
          }
        } catch (IOException e) {
          if (!course.over && before == course.generation) {
            reports.broken(String.valueOf(e.getMessage()));
            pause(before, AGAIN);
          }
        } catch (RuntimeException | LinkageError e) {
          LOG.error(
              "rule {}: a pass ended in an error of the program", course.known.rule().name(), e);
          reports.broken("an error of the program: " + e);
          pause(before, AGAIN.multipliedBy(10));
        }
      }
    } catch (InterruptedException stopped) {
      LOG.debug("rule {}: sending is stopped", course.known.rule().name());
    } finally {
      Ear now = course.ear;
      if (now != null) {
        now.close();
      }
      ended.countDown();
    }
  }

  /// Contact that comes back ends it too.
  private void pause(long before, Duration limit) throws InterruptedException {
    boolean had = course.contact;
    backlog.await(
        limit, false, () -> course.over || course.generation != before || course.contact && !had);
  }

  private void send(Rules.Known now, MirrorStrategy strategy, long generation)
      throws IOException, InterruptedException {
    Share share = now.share();
    if (selection != null && !selection.equals(share.selection())) {
      // A pass that was just ending may have compared by the old one.
      backlog.adopt(Sending.scope(now));
    }
    selection = share.selection();
    Files.createDirectories(share.scratch());
    reports.quiet("connecting");
    try (Route.Line fresh = route.data(share.name(), share.group(), term, share.strategy());
        Tree tree = tools.trees().open(share.root(), Trees.Mounts.STAY)) {
      course.line = fresh;
      course.using = strategy;
      fresh.limit(now.rule().bandwidth());
      if (incarnation == null || incarnation != fresh.incarnation()) {
        if (incarnation != null && !backlog.view().comparing()) {
          backlog.compareAll(tools.clock().instant());
        }
        incarnation = fresh.incarnation();
      }
      reports.well();
      MirroredTree source =
          new MirroredTree(
              share.name(),
              tree,
              share.selection(),
              share.deletions(),
              share.sync(),
              share.scratch());
      try (MirrorStrategy.Sender sender = strategy.sender(source, fresh)) {
        passes(now, sender, fresh, generation);
      }
    } finally {
      Route.Line last = course.line;
      course.line = null;
      course.using = null;
      course.sentBefore += last == null ? 0 : last.bytesSent();
      totals.comparison(false, false);
      backlog.returned();
    }
  }

  private void passes(
      Rules.Known now, MirrorStrategy.Sender sender, Route.Line channel, long generation)
      throws IOException, InterruptedException {
    boolean first = true;
    while (course.going(generation)) {
      if (!first || !backlog.view().comparing()) {
        awaitDue(channel, generation);
      }
      first = false;
      if (course.going(generation)) {
        turns.pass(now.rule(), sender, generation);
      }
    }
  }

  private void awaitDue(Route.Line channel, long generation)
      throws IOException, InterruptedException {
    while (true) {
      boolean continuous;
      boolean due;
      Duration rest;
      synchronized (timetable) {
        Instant instant = tools.clock().instant();
        continuous = timetable.continuous();
        due = timetable.due(instant, ZoneId.systemDefault());
        boolean scrubs = timetable.scrubDue(instant);
        if (due && !scrubs && nothingToDo()) {
          timetable.begins(instant, ZoneId.systemDefault());
          totals.passed(instant);
          due = false;
        }
        due |= scrubs;
        rest = timetable.rest(instant, ZoneId.systemDefault());
      }
      if (!course.going(generation)
          || course.ordered != course.carriedOut
          || due
          || continuous && backlog.due()
          || reports.interrupted()) {
        return;
      } else if (!channel.isOpen()) {
        throw new IOException("the connection to %s is gone".formatted(route.to()));
      }
      backlog.await(
          rest.compareTo(LOOK) < 0 ? rest : LOOK,
          continuous,
          () -> !course.going(generation) || course.ordered != course.carriedOut);
    }
  }

  /// A pass of nothing needn't be made, but for the commands that belong to it.
  private boolean nothingToDo() {
    Rule rule = course.known.rule();
    return backlog.size() == 0 && rule.before().isEmpty() && rule.after().isEmpty();
  }

  Duration processor() {
    return turns.processor();
  }

  /// Waits until the thread has ended.
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}

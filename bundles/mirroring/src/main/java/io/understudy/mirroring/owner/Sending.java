package io.understudy.mirroring.owner;

import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Term;
import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.mirroring.rule.Rules;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one rule to one standby, for as long as this node owns the group in one term: hears what
/// changes all the time, and makes passes when they are due and there is a connection.
///
/// When the connection is lost nothing is forgotten: what was on its way is dirty again, and what
/// changes meanwhile is heard of. So a new connection goes on where the old one ended, as long as
/// the process at the other end is the same: in this term nobody but this node writes to its copy.
/// After anything else all is compared once.
final class Sending {
  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Tools tools;
  private final Route route;
  private final Record record;
  private final Course course;
  private final Backlog backlog;
  private final Totals totals = new Totals();
  private final Reports reports;
  private final Timetable timetable;
  private final Passes passes;
  private final Final orders;
  private final Thread thread;

  Sending(Rules.Known known, Term term, Record record, Route route, boolean contact, Tools tools) {
    this.record = record;
    this.route = route;
    this.tools = tools;
    course = new Course(known, contact);
    backlog = new Backlog(scope(known), tools.clock(), tools.nanos());
    backlog.compareAll(record.cleanUntil());
    reports = new Reports(known.rule().name(), route.to());
    timetable =
        new Timetable(known.rule().interval(), known.rule().scrub(), tools.clock().instant());
    passes = new Passes(course, term, route, tools, record, backlog, totals, reports, timetable);
    orders = new Final(course, route, tools, record, backlog, reports);
    thread =
        Background.thread("mirror %s to %s".formatted(known.rule().name(), route.to()))
            .unstarted(passes);
  }

  static Scope scope(Rules.Known known) {
    return new Scope(known.share().selection(), known.movable());
  }

  void start() {
    thread.start();
  }

  Rules.Known known() {
    return course.known;
  }

  NodeId to() {
    return route.to();
  }

  Backlog backlog() {
    return backlog;
  }

  Totals totals() {
    return totals;
  }

  Record record() {
    return record;
  }

  Reports reports() {
    return reports;
  }

  Duration processor() {
    return passes.processor();
  }

  long bytesSent() {
    Route.Line now = course.line;
    return course.sentBefore + (now == null ? 0 : now.bytesSent());
  }

  /// The rule was changed. Its path and group are the same.
  void change(Rules.Known changed) {
    Rules.Known before = course.known;
    course.known = changed;
    synchronized (timetable) {
      timetable.change(changed.rule().interval(), changed.rule().scrub());
    }
    again("the rule was changed");
    if (!before.share().selection().equals(changed.share().selection())) {
      backlog.adopt(scope(changed));
    }
  }

  /// The pass that runs ends, or is cancelled and repeated; then all begins anew, with what is
  /// dirty.
  void again(String why) {
    course.anew();
    LOG.info("rule {}: {}", course.known.rule().name(), why);
    backlog.wake();
    Route.Line now = course.line;
    if (now != null) {
      Background.thread("end of a pass").start(() -> endLater(now, why));
    }
  }

  /// A strategy that doesn't end its pass in time loses its channel.
  private void endLater(Route.Line old, String why) {
    try {
      long end = System.nanoTime() + GRACE.toNanos();
      while (course.line == old && old.isOpen() && System.nanoTime() < end) {
        Thread.sleep(Duration.ofMillis(10));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
    old.cut(why);
  }

  /// A strategy appeared, or vanished; when this returns nobody uses one that vanished.
  void strategyChanged(MirrorStrategy strategy) throws InterruptedException {
    boolean used = course.using == strategy;
    if (used || course.using == null) {
      again("strategy %s came or went".formatted(strategy.name()));
    }
    long end = System.nanoTime() + GRACE.multipliedBy(2).toNanos();
    while (used && course.using == strategy && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  void contact(boolean now) {
    boolean before = course.contact;
    course.contact = now;
    if (now && !before) {
      Route.Line old = course.line;
      if (old != null) {
        // What it has sent meanwhile may wait for long in the kernel's timers.
        old.cut("contact was lost meanwhile");
      }
      backlog.wake();
    }
  }

  /// The clock was set back: what has changed since can't be told by times.
  void clockSetBack() {
    backlog.compareAll(record.cleanUntil());
  }

  /// Begins a pass now and waits for its end.
  Outcome mirrorNow(Duration limit) throws InterruptedException {
    return orders.mirrorNow(limit);
  }

  /// The services are about to be stopped: makes what is left then little.
  void approach(Duration limit) throws InterruptedException {
    orders.approach(limit);
  }

  /// The services are stopped: brings everything over, and says on the disk that all is clean.
  Outcome flush(Duration limit) throws InterruptedException {
    return orders.flush(limit);
  }

  /// {@return one line for people}
  String state() {
    return reports.state(backlog, course);
  }

  List<Problem> problems() {
    return reports.problems(backlog);
  }

  /// Ends; what isn't mirrored is on the disk when this returns.
  void stop() {
    course.over = true;
    Route.Line now = course.line;
    if (now != null) {
      now.cut("this node doesn't send any more");
    }
    backlog.wake();
    thread.interrupt();
    keep();
  }

  /// Waits until its threads have ended.
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return passes.awaitEnd(limit);
  }

  /// Writes down what isn't mirrored, if it is time.
  void keep() {
    try {
      record.keep(backlog.facts(), tools.clock().instant());
      reports.recorded();
    } catch (IOException e) {
      reports.unrecorded(e);
    }
  }
}

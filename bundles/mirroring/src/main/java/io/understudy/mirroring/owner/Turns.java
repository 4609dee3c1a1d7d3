package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.mirroring.rule.Rule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes one pass after the other, with what belongs to each: commands, budget, scrub.
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final Course course;
  private final Route route;
  private final Tools tools;
  private final Backlog backlog;
  private final Totals totals;
  private final Meter meter;
  private final Reports reports;
  private final Timetable timetable;

  /// The end of what the present pass brings, because it was ordered meanwhile; 0: it wasn't.
  private long orderedAt;

  /// How many orders the present pass carries out.
  private long orders;

  Turns(
      Course course,
      Route route,
      Tools tools,
      Backlog backlog,
      Totals totals,
      Reports reports,
      Timetable timetable) {
    this.course = course;
    this.route = route;
    this.tools = tools;
    this.backlog = backlog;
    this.totals = totals;
    this.reports = reports;
    this.timetable = timetable;
    meter = new Meter(tools.budget(), tools.pressure(), tools.nanos());
  }

  void pass(Rule rule, MirrorStrategy.Sender sender, long generation)
      throws IOException, InterruptedException {
    long order = course.ordered;
    boolean scrub;
    boolean continuous;
    synchronized (timetable) {
      Instant instant = tools.clock().instant();
      continuous = timetable.continuous();
      scrub = timetable.scrubDue(instant);
      timetable.begins(instant, ZoneId.systemDefault());
      reports.behind(timetable.behind(), rule.interval());
    }
    boolean commands = !course.flushing; // what they would ask is stopped
    if (commands && !rule.before().isEmpty()) {
      Optional<String> failed = Order.run(rule.before(), rule);
      reports.before(failed);
      if (failed.isPresent()) {
        course.carriedOut = order;
        reports.finished();
        backlog.wake();
        return;
      }
    }
    boolean waitedFor = order != course.carriedOut;
    if (!continuous || waitedFor) {
      backlog.hurry(waitedFor);
    }
    orderedAt = 0;
    orders = order;
    long mark = backlog.mark();
    Meter.Share share = new Meter.Share(rule.cpu(), tools.cpu().getAsInt(), rule.priority());
    Pass pass =
        new Pass(
            backlog,
            totals,
            meter,
            () -> course.flushing || course.hurrying ? Meter.Share.EVERYTHING : share,
            () -> continuous && !waitedFor ? upTo(order) : mark,
            () -> !course.going(generation),
            () -> !continuous || course.ordered != course.carriedOut || !course.going(generation),
            scrub);
    long began = tools.nanos().getAsLong();
    long waited = meter.waited();
    course.passing = true;
    try {
      meter.begin();
      sender.pass(pass, pass);
      List<RelativePath> unanswered = backlog.returned();
      if (!unanswered.isEmpty()) {
        LOG.warn(
            "rule {}: the strategy {} said nothing of {}; they are tried again",
            rule.name(),
            rule.strategy(),
            unanswered);
      }
      if (course.going(generation)) {
        reports.finished();
      } else {
        reports.cancelled();
      }
    } finally {
      course.passing = false;
      meter.end(share);
      reports.stretched(meter.waited() - waited, tools.nanos().getAsLong() - began);
    }
    if (commands && !rule.after().isEmpty()) {
      reports.after(Order.run(rule.after(), rule));
    }
    Instant instant = tools.clock().instant();
    if (pass.scrubbed()) {
      synchronized (timetable) {
        timetable.scrubbed(instant);
      }
      scrubbed(rule);
    }
    totals.passed(instant);
    if (course.going(generation)) {
      course.carriedOut = rule.before().isEmpty() ? orders : order;
    }
    backlog.wake();
  }

  /// A pass of a continuous rule might go on for ever. When one is ordered meanwhile, this one
  /// becomes that: it brings what was dirty then, and ends.
  private long upTo(long order) {
    if (course.ordered == order) {
      return Long.MAX_VALUE;
    }
    if (orderedAt == 0) {
      orders = course.ordered;
      backlog.hurry(true);
      orderedAt = backlog.mark();
    }
    return orderedAt;
  }

  private void scrubbed(Rule rule) {
    Totals.Scrub found = totals.scrub();
    reports.scrubbed(found);
    if (found.count() > 0) {
      String text =
          "rule %s: %d files of the copy on %s differed and were mended: %s"
              .formatted(rule.name(), found.count(), route.to(), String.join(", ", found.names()));
      LOG.warn(text);
      tools.tell().accept("scrub", text);
    }
  }

  Duration processor() {
    return meter.used();
  }
}

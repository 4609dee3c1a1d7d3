package io.understudy.mirroring.owner;

import io.understudy.api.Outcome;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Orders passes of one rule and waits for them: one, or as many as it takes until nothing is
/// dirty.
final class Final {
  private static final Logger LOG = LoggerFactory.getLogger(Final.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  /// How often a flush tries what fails.
  private static final int HOPELESS = 5;

  /// So many changes are brought in no time.
  private static final int FEW = 50;

  /// As many passes as make sense while services write: what is left then is what they write in the
  /// time of a pass.
  private static final int APPROACHES = 4;

  private final Course course;
  private final Route route;
  private final Tools tools;
  private final Record record;
  private final Backlog backlog;
  private final Reports reports;

  Final(Course course, Route route, Tools tools, Record record, Backlog backlog, Reports reports) {
    this.course = course;
    this.route = route;
    this.tools = tools;
    this.record = record;
    this.backlog = backlog;
    this.reports = reports;
  }

  /// Begins a pass now, of all that was done before, and waits for its end.
  Outcome mirrorNow(Duration limit) throws InterruptedException {
    long end = tools.nanos().getAsLong() + limit.toNanos();
    catchUp(limit);
    return pass(Duration.ofNanos(Math.max(0, end - tools.nanos().getAsLong())));
  }

  private Outcome pass(Duration limit) throws InterruptedException {
    long end = tools.nanos().getAsLong() + limit.toNanos();
    long mine = course.order();
    backlog.wake();
    while (course.carriedOut < mine) {
      long left = end - tools.nanos().getAsLong();
      if (course.over) {
        return new Outcome.Failed("this node doesn't send the rule any more");
      } else if (left <= 0) {
        return new Outcome.Unknown(
            "rule %s: no pass has ended within %s (%s)"
                .formatted(course.known.rule().name(), limit, reports.state(backlog, course)));
      } else if (course.line == null && !course.contact) {
        return new Outcome.Failed("there is no contact with " + route.to());
      }
      backlog.await(
          Duration.ofNanos(Math.min(left, LOOK.toNanos())),
          false,
          () -> course.over || course.carriedOut >= mine);
    }
    return reports
        .failedBefore()
        .<Outcome>map(Outcome.Failed::new)
        .orElseGet(
            () -> backlog.view().failure().<Outcome>map(Outcome.Failed::new).orElse(Outcome.DONE));
  }

  /// The services are about to be stopped: has passes made, at any cost, until little is left or it
  /// doesn't get less. What they write now would keep a stopped service waiting.
  void approach(Duration limit) throws InterruptedException {
    long began = tools.nanos().getAsLong();
    long end = began + limit.toNanos();
    int first = backlog.size();
    int passes = 0;
    course.hurrying = true;
    try {
      for (int before = Integer.MAX_VALUE, now = first;
          passes < APPROACHES
              && (now > FEW || passes == 0)
              && (passes < 2 || now < before * 3L / 4);
          passes++) {
        long left = end - tools.nanos().getAsLong();
        if (left <= 0 || !(pass(Duration.ofNanos(left)) instanceof Outcome.Done)) {
          break;
        }
        before = now;
        now = backlog.size();
      }
    } finally {
      course.hurrying = false;
    }
    LOG.info(
        "rule {}: before its services stop: {} changes to bring to {}, {} before {} passes of {}"
            + " ms",
        course.known.rule().name(),
        backlog.size(),
        route.to(),
        first,
        passes,
        millisSince(began));
  }

  private long millisSince(long began) {
    return Duration.ofNanos(tools.nanos().getAsLong() - began).toMillis();
  }

  /// The services are stopped: brings everything over, and says on the disk that all is clean.
  Outcome flush(Duration limit) throws InterruptedException {
    long began = tools.nanos().getAsLong();
    long end = began + limit.toNanos();
    Optional<Instant> until = catchUp(limit);
    int first = backlog.size();
    int passes = 0;
    if (until.isEmpty()) {
      backlog.compareAll(record.cleanUntil());
    }
    course.flushing = true;
    try {
      Outcome last = Outcome.DONE;
      for (int idle = 0; backlog.size() > 0 || last != Outcome.DONE; ) {
        long left = end - tools.nanos().getAsLong();
        int before = backlog.size();
        if (left <= 0
            || course.over
            || idle == HOPELESS
            || !course.contact && course.line == null) {
          return new Outcome.Failed(
              "rule %s: %d changes aren't on %s (%s)"
                  .formatted(
                      course.known.rule().name(),
                      before,
                      route.to(),
                      backlog.view().failure().orElse(reports.state(backlog, course))));
        }
        last = pass(Duration.ofNanos(left));
        passes++;
        Backlog.View now = backlog.view();
        idle = now.size() == now.failures() && now.size() >= before ? idle + 1 : 0;
        last = now.size() == 0 ? Outcome.DONE : last;
      }
    } finally {
      course.flushing = false;
    }
    try {
      record.clean(until.orElse(record.cleanUntil()), tools.clock().instant());
    } catch (IOException e) {
      reports.unrecorded(e);
    }
    LOG.info(
        "rule {}: the last {} changes were brought to {} by {} passes in {} ms",
        course.known.rule().name(),
        first,
        route.to(),
        passes,
        millisSince(began));
    return Outcome.DONE;
  }

  private Optional<Instant> catchUp(Duration limit) throws InterruptedException {
    Ear now = course.ear;
    Duration patience = limit.dividedBy(2);
    if (now == null) {
      return Optional.empty();
    }
    try (Tree tree = tools.trees().open(course.known.share().root(), Trees.Mounts.STAY)) {
      return now.catchUp(tree, patience);
    } catch (IOException e) {
      LOG.warn(
          "rule {}: whether all changes were heard of isn't certain, so all is compared: {}",
          course.known.rule().name(),
          e.getMessage());
      return Optional.empty();
    }
  }
}

package io.understudy.mirroring.owner;

import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.mirroring.rule.Interval;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the sending of one rule goes, in words. For several threads.
final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final double STRETCHED = 0.2;
  private static final long WORTH_TELLING = Duration.ofSeconds(1).toNanos();

  private final String rule;
  private final NodeId to;
  private final Map<String, Problem> problems = new TreeMap<>();
  private String state = "beginning";
  private boolean interrupted;
  private boolean stretched;
  private String hears = "";

  Reports(String rule, NodeId to) {
    this.rule = rule;
    this.to = to;
  }

  private Problem problem(Severity severity, String what, String remedy) {
    return new Problem(severity, "rule " + rule, what, remedy);
  }

  /// Something on this node is in the way.
  synchronized void obstacle(String what, String remedy) {
    Problem now = problem(Severity.ALARM, "nothing is mirrored: " + what, remedy);
    if (!now.equals(problems.put("obstacle", now))) {
      LOG.warn("{}", now);
    }
    state = what;
  }

  /// The connection was lost, or there is none.
  synchronized void broken(String reason) {
    Problem now =
        problem(
            Severity.WARNING,
            "not mirrored to %s: %s".formatted(to, reason),
            "see to the connection, and to what %s reports".formatted(to));
    if (!now.equals(problems.put("link", now))) {
      LOG.warn("rule {}: not mirrored to {}: {}", rule, to, reason);
    }
    state = reason;
    interrupted = true;
  }

  synchronized void quiet(String what) {
    state = what;
  }

  synchronized void hears(String how) {
    LOG.info("rule {}: hears changes by {}", rule, how);
    hears = how;
  }

  synchronized void told(String what) {
    LOG.warn("rule {}: {}", rule, what);
  }

  /// There is a connection.
  synchronized void well() {
    if (problems.remove("link") != null || problems.remove("obstacle") != null) {
      LOG.info("rule {}: mirrored to {} again", rule, to);
    }
    problems.remove("obstacle");
    state = "";
  }

  /// The pass was ended before all was done.
  synchronized void cancelled() {
    interrupted = true;
  }

  synchronized void finished() {
    interrupted = false;
  }

  /// {@return whether the last pass didn't end as it should}
  synchronized boolean interrupted() {
    return interrupted;
  }

  synchronized void behind(Optional<Duration> late, Interval interval) {
    if (late.isPresent()) {
      problems.put(
          "interval",
          problem(
              Severity.WARNING,
              "passes begin %d s later than their interval of %s says"
                  .formatted(late.get().toSeconds(), interval),
              "give it a longer interval, or more of the processor or the network"));
    } else {
      problems.remove("interval");
    }
  }

  synchronized void stretched(long waited, long lasted) {
    stretched = waited > STRETCHED * lasted && waited > WORTH_TELLING;
  }

  synchronized void before(Optional<String> failed) {
    command("before", failed, "the pass was left out");
  }

  synchronized void after(Optional<String> failed) {
    command("after", failed, "the pass was made");
  }

  private void command(String key, Optional<String> failed, String then) {
    if (failed.isEmpty()) {
      problems.remove(key);
      return;
    }
    Problem now =
        problem(
            Severity.ALARM,
            "the command '%s' failed, %s: %s".formatted(key, then, failed.get()),
            "run it by hand, and mend it");
    if (!now.equals(problems.put(key, now))) {
      LOG.warn("{}", now);
    }
  }

  synchronized Optional<String> failedBefore() {
    return Optional.ofNullable(problems.get("before")).map(Problem::what);
  }

  synchronized void scrubbed(Totals.Scrub found) {
    if (found.count() == 0) {
      problems.remove("scrub");
    } else {
      problems.put(
          "scrub",
          problem(
              Severity.WARNING,
              "the last scrub found %d files of the copy on %s that differed, and mended them: %s"
                  .formatted(found.count(), to, String.join(", ", found.names())),
              "find out who else writes there, or whether a disk fails"));
    }
  }

  synchronized void unrecorded(IOException e) {
    Problem now =
        problem(
            Severity.ALARM,
            "what isn't mirrored can't be written down: " + e.getMessage(),
            "make room on the disk of this node's home");
    if (!now.equals(problems.put("record", now))) {
      LOG.error("{}", now);
    }
  }

  synchronized void recorded() {
    problems.remove("record");
  }

  /// {@return one line for people}
  synchronized String state(Backlog backlog, Course course) {
    Backlog.View now = backlog.view();
    String slow = stretched ? ", stretched to its share of the processor" : "";
    if (!course.contact) {
      return "no contact";
    } else if (!state.isEmpty() || course.line == null) {
      return state.isEmpty() ? "not connected" : state;
    } else if (now.comparing()) {
      return "comparing" + slow;
    } else if (now.size() == 0) {
      return "in step";
    } else if (now.failures() > 0) {
      return "%d changes fail%s".formatted(now.failures(), slow);
    }
    return (course.passing ? "mirroring" : "waiting for the next pass") + slow;
  }

  synchronized List<Problem> problems(Backlog backlog) {
    List<Problem> all = new ArrayList<>(problems.values());
    Backlog.View now = backlog.view();
    now.failure()
        .ifPresent(
            failure ->
                all.add(
                    problem(
                        Severity.WARNING,
                        "%d changes can't be mirrored to %s: %s"
                            .formatted(now.failures(), to, failure),
                        "see to that file, on both nodes; it is tried again and again")));
    if (stretched) {
      all.add(
          problem(
              Severity.NOTE,
              "its passes are stretched to its share of the processor",
              "raise cpu, or its interval, if that is too slow"));
    }
    if (hears.contains("(")) {
      all.add(
          problem(
              Severity.NOTE,
              "changes are heard by " + hears,
              "that costs memory for each directory; see the kernel's reason"));
    }
    return all;
  }
}

package io.understudy.mirroring.owner;

import io.understudy.mirroring.rule.Rules;
import java.io.IOException;
import java.time.Duration;

/// Sees to it that all changes of a rule are heard.
final class Hearing {
  private final Course course;
  private final Tools tools;
  private final Record record;
  private final Backlog backlog;
  private final Reports reports;

  /// Something wasn't heard since the last comparison.
  private boolean missed;

  Hearing(Course course, Tools tools, Record record, Backlog backlog, Reports reports) {
    this.course = course;
    this.tools = tools;
    this.record = record;
    this.backlog = backlog;
    this.reports = reports;
  }

  /// {@return whether all changes are heard} After what wasn't heard all is compared.
  boolean ready(Rules.Known now) {
    Ear old = course.ear;
    Duration gather = now.rule().interval().gather();
    boolean hears = old != null && old.ended().isEmpty();
    if (hears && old.gather().equals(gather)) {
      return true;
    }
    if (old != null && !hears) {
      missed = true;
      old.close();
      course.ear = null;
      reports.told(
          "changes of %s aren't heard any more: %s"
              .formatted(now.share().root(), old.ended().orElse("")));
    }
    try {
      Ear fresh = new Ear(tools.changes(), now.share().root(), gather, backlog::heard);
      course.ear = fresh;
      if (hears) {
        old.close(); // both have heard for a moment
      }
      if (missed) {
        missed = false;
        backlog.compareAll(record.cleanUntil());
      }
      reports.hears(fresh.how());
      return true;
    } catch (IOException e) {
      reports.obstacle(
          String.valueOf(e.getMessage()),
          "see to it that %s is there and mounted".formatted(now.share().root()));
      return hears;
    }
  }
}

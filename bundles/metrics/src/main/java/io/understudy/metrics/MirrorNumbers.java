package io.understudy.metrics;

import static io.understudy.metrics.Families.seconds;

import io.understudy.api.mirror.Mirrors.CopyView;
import io.understudy.api.mirror.Mirrors.Direction;
import io.understudy.api.mirror.Mirrors.RuleView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What the mirror rules show, as metrics.
final class MirrorNumbers {
  private final Families to;

  MirrorNumbers(Families to) {
    this.to = to;
  }

  void add(List<RuleView> rules, Instant now) {
    String[] labels = {"rule", "group", "node"};
    var sends = to.gauge("understudy_mirror_sends", "1: this node sends.", "rule", "group");
    var objects =
        to.gauge(
            "understudy_mirror_objection",
            "1: this node would not take over by itself because of the rule.",
            "rule",
            "group");
    var lag =
        to.gauge(
            "understudy_mirror_lag_seconds",
            "Age of the oldest change that isn't in the copy; 0 if none waits.",
            labels);
    var dirty =
        to.gauge("understudy_mirror_dirty_files", "Changes that aren't in the copy.", labels);
    var files = to.counter("understudy_mirror_files", "Files carried over.", labels);
    var sent = to.counter("understudy_mirror_sent_bytes", "Sent on the channel.", labels);
    var read = to.counter("understudy_mirror_read_bytes", "Read at the source.", labels);
    var processor =
        to.counter("understudy_mirror_cpu_seconds", "Processor time of the passes.", labels);
    var last =
        to.gauge(
            "understudy_mirror_last_pass_timestamp_seconds", "When the last pass ended.", labels);
    for (RuleView rule : rules) {
      sends.is(rule.direction() == Direction.SENDS, rule.name(), rule.group().name());
      objects.is(rule.objection().isPresent(), rule.name(), rule.group().name());
      for (CopyView copy : rule.copies()) {
        String[] of = {rule.name(), rule.group().name(), copy.node().name()};
        lag.is(copy.oldest().map(since -> age(since, now)).orElse(0.0), of);
        dirty.is(copy.dirty(), of);
        files.is(copy.files(), of);
        sent.is(copy.bytesSent(), of);
        read.is(copy.bytesRead(), of);
        processor.is(seconds(copy.processor()), of);
        copy.lastPass().ifPresent(at -> last.is(seconds(at), of));
      }
    }
  }

  private static double age(Instant since, Instant now) {
    return Math.max(0, seconds(Duration.between(since, now)));
  }
}

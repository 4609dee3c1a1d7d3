package io.understudy.health;

import io.understudy.api.ClusterView;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.mirror.Mirrors.RuleView;
import java.util.List;
import java.util.Optional;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.Result;

/// What each check says. OK: as it should be; WARN: redundancy or a guarantee is weaker; CRITICAL:
/// a takeover would not happen, or a service is down; TEMPORARILY_UNAVAILABLE: the engine isn't
/// there.
final class Checks {
  private Checks() {}

  static Result withoutEngine() {
    FormattingResultLog log = new FormattingResultLog();
    log.temporarilyUnavailable("the engine isn't there: see understudy status");
    return new Result(log);
  }

  static Result contact(ClusterView view) {
    FormattingResultLog log = new FormattingResultLog();
    for (ClusterView.PeerView peer : view.peers()) {
      if (!peer.contact()) {
        log.warn("{} isn't heard", peer.node());
      } else if (peer.reflectedOnly()) {
        log.warn("{} is heard by way of reference devices alone", peer.node());
      } else {
        log.info("{} is heard", peer.node());
      }
    }
    return new Result(log);
  }

  static Result ownership(ClusterView view) {
    FormattingResultLog log = new FormattingResultLog();
    view.held().ifPresent(hold -> log.warn("this node is held: {}", hold.reason()));
    for (ClusterView.GroupView group : view.groups()) {
      if (group.owner().isEmpty()) {
        log.critical("nobody owns {}: {}", group.group(), group.mayClaim());
      } else {
        log.info("{} is at {}", group.group(), group.owner().get());
      }
    }
    return new Result(log);
  }

  static Result fencing(ClusterView view) {
    FormattingResultLog log = new FormattingResultLog();
    log.debug("{} fences", view.fences().size());
    for (ClusterView.FenceView fence : view.fences()) {
      Optional<Outcome> test = fence.lastTest();
      if (test.isEmpty()) {
        log.info("fence {} isn't tested yet", fence.name());
      } else if (test.get() instanceof Outcome.Done) {
        log.info("fence {} passed its test", fence.name());
      } else {
        log.warn("fence {} didn't pass its test: {}", fence.name(), test.get());
      }
    }
    return new Result(log);
  }

  static Result problems(ClusterView view) {
    FormattingResultLog log = new FormattingResultLog();
    log.debug("{} problems", view.problems().size());
    for (Problem problem : view.problems()) {
      switch (problem.severity()) {
        case NOTE -> log.info("{}", problem);
        case WARNING -> log.warn("{}", problem);
        case ALARM -> log.critical("{}", problem);
      }
    }
    return new Result(log);
  }

  static Result mirror(List<RuleView> rules) {
    FormattingResultLog log = new FormattingResultLog();
    log.debug("{} mirror rules", rules.size());
    for (RuleView rule : rules) {
      if (rule.objection().isPresent()) {
        log.warn("rule {}: {}", rule.name(), rule.objection().get());
      } else {
        rule.copies().forEach(copy -> log.info("rule {}: {}", rule.name(), copy.state()));
      }
    }
    return new Result(log);
  }
}

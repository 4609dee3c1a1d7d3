package io.understudy.mirroring;

import io.understudy.api.GroupId;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Term;
import io.understudy.mirroring.standby.Behind.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Names the files that were older than their owner's when this node took over, until its copy has
/// become the one that counts everywhere.
final class Stale {
  private static final Logger LOG = LoggerFactory.getLogger(Stale.class);
  private static final int NAMES = 20;

  private final BiConsumer<String, String> tell;
  private final Map<String, Problem> problems = new ConcurrentHashMap<>();

  /// @param tell takes a line for the history
  Stale(BiConsumer<String, String> tell) {
    this.tell = tell;
  }

  /// This node has taken over.
  void takenOver(GroupId group, Term term, String rule, Copies.Facts facts) {
    Optional<Known> told = facts.told();
    if (facts.ownIsNewest() || told.isEmpty() || told.get().term().compareTo(term) >= 0) {
      return;
    }
    Known known = told.get();
    if (known.complete() && known.count() == 0) {
      return;
    }
    List<String> names =
        new ArrayList<>(known.names().stream().limit(NAMES).map(Object::toString).toList());
    if (known.count() > names.size()) {
      names.add("and others");
    }
    String what =
        "taken over with %d changes of %s missing%s%s: %s"
            .formatted(
                known.count(),
                known.from(),
                known.oldest().map(Stale::since).orElse(""),
                known.complete() ? "" : "; its copy was not complete, so more may be missing",
                names.isEmpty() ? "no names are known" : String.join(", ", names));
    Problem problem =
        new Problem(
            Severity.ALARM,
            "rule " + rule,
            what,
            "these files are older here; when %s is back its own are in its quarantine"
                .formatted(known.from()));
    if (!problem.equals(problems.put(rule, problem))) {
      LOG.warn("group {}: rule {}: {}", group, rule, what);
      tell.accept("stale", "rule %s: %s".formatted(rule, what));
    }
  }

  private static String since(Instant oldest) {
    return ", the oldest since " + oldest;
  }

  /// @param settled whether the rule was brought over completely by this node since
  List<Problem> problems(Predicate<String> settled) {
    problems.keySet().removeIf(settled);
    return List.copyOf(problems.values());
  }

  void forget(String rule) {
    problems.remove(rule);
  }
}

package io.understudy.mirroring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Term;
import io.understudy.mirroring.standby.Behind.Known;
import io.understudy.mirroring.standby.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
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
/// become the one that counts everywhere, or somebody accepts it. What is accepted is in
/// `RULE.accepted`: the term, for a restart under the same one.
final class Stale {
  private static final Logger LOG = LoggerFactory.getLogger(Stale.class);
  private static final int NAMES = 20;

  private record Found(Term term, Problem problem) {}

  private final Path data;
  private final BiConsumer<String, String> tell;
  private final Map<String, Found> problems = new ConcurrentHashMap<>();

  /// @param data where what was accepted is kept
  /// @param tell takes a line for the history
  Stale(Path data, BiConsumer<String, String> tell) {
    this.data = data;
    this.tell = tell;
  }

  /// This node has taken over.
  void takenOver(GroupId group, Term term, String rule, Copies.Facts facts) {
    Optional<Known> told = facts.told();
    if (facts.ownIsNewest() || told.isEmpty() || told.get().term().compareTo(term) >= 0) {
      return;
    }
    Known known = told.get();
    if (known.complete() && known.count() == 0 || accepted(rule, term)) {
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
            "these files are older here; when %s is back its own are in its quarantine; if it never will: understudy mirror-accept %s"
                .formatted(known.from(), rule));
    Found found = new Found(term, problem);
    if (!found.equals(problems.put(rule, found))) {
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
    return problems.values().stream().map(Found::problem).toList();
  }

  Outcome accept(String rule, String by) {
    Found found = problems.get(rule);
    if (found == null) {
      return new Outcome.Failed("no changes of rule %s were missing here".formatted(rule));
    }
    try {
      file(rule).write(Long.toString(found.term().value()).getBytes(US_ASCII), true);
    } catch (IOException e) {
      return new Outcome.Failed("that it is accepted can't be written: " + e);
    }
    problems.remove(rule, found);
    tell.accept("accepted", "rule %s, by %s: %s".formatted(rule, by, found.problem().what()));
    return Outcome.DONE;
  }

  private boolean accepted(String rule, Term term) {
    try {
      return file(rule)
          .read()
          .map(content -> new String(content, US_ASCII).equals(Long.toString(term.value())))
          .orElse(false);
    } catch (IOException e) {
      LOG.warn("rule {}: {}", rule, e.getMessage());
      return false;
    }
  }

  private DurableFile file(String rule) {
    return new DurableFile(data.resolve(rule + ".accepted"), "accepted", 1);
  }

  void forget(String rule) {
    problems.remove(rule);
  }
}

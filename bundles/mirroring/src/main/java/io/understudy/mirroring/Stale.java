package io.understudy.mirroring;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Term;
import io.understudy.mirroring.standby.Behind.Known;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Names the files that were older than their owner's when this node took over, until its copy has
/// become the one that counts everywhere, or somebody accepts it. What is accepted is in
/// `data/mirroring/accepted`: rule and term, for a restart under the same term.
final class Stale {
  private static final Logger LOG = LoggerFactory.getLogger(Stale.class);
  private static final int NAMES = 20;

  private record Found(Term term, Problem problem) {}

  private final Path file;
  private final BiConsumer<String, String> tell;
  private final Map<String, Found> problems = new ConcurrentHashMap<>();

  /// @param data where what was accepted is kept
  /// @param tell takes a line for the history
  Stale(Path data, BiConsumer<String, String> tell) {
    this.file = data.resolve("accepted");
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
    Properties all = read();
    all.setProperty(rule, Long.toString(found.term().value()));
    try {
      Path fresh = file.resolveSibling("accepted.new");
      try (Writer writer = Files.newBufferedWriter(fresh)) {
        all.store(writer, "rule = term of the ownership whose missing changes were accepted");
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      return new Outcome.Failed("%s can't be written: %s".formatted(file, e));
    }
    problems.remove(rule, found);
    tell.accept("accepted", "rule %s, by %s: %s".formatted(rule, by, found.problem().what()));
    return Outcome.DONE;
  }

  private boolean accepted(String rule, Term term) {
    return Long.toString(term.value()).equals(read().getProperty(rule));
  }

  private Properties read() {
    Properties all = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        all.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{} can't be read: {}", file, e.toString());
      }
    }
    return all;
  }

  void forget(String rule) {
    problems.remove(rule);
  }
}

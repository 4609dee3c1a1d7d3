package io.understudy.mirroring.owner;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Term;
import io.understudy.api.kernel.Background;
import io.understudy.mirroring.rule.Rules;
import io.understudy.mirroring.rule.UnmirroredFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One group that this node owns, in one term.
final class Owning {
  private static final Logger LOG = LoggerFactory.getLogger(Owning.class);
  private static final Duration LAST_NOTICE = Duration.ofMillis(200);

  private final GroupId group;
  private final Term term;
  private final Tools tools;
  private final long since;
  private final Map<String, Record> records = new ConcurrentHashMap<>();
  private final Map<String, Sending> sendings = new ConcurrentHashMap<>();
  private final Map<String, Problem> problems = new ConcurrentHashMap<>();
  private volatile @Nullable Telling telling;

  Owning(GroupId group, Term term, Tools tools, long since) {
    this.group = group;
    this.term = term;
    this.tools = tools;
    this.since = since;
  }

  Term term() {
    return term;
  }

  /// {@return when this began, in monotonic nanoseconds}
  long since() {
    return since;
  }

  Collection<Sending> sendings() {
    return sendings.values();
  }

  /// Begins the records of new rules, and has those sent that can be.
  void rules(List<Rules.Known> all, Optional<Route> route, boolean contact) {
    begin(all);
    for (String name : List.copyOf(records.keySet())) {
      if (all.stream().noneMatch(one -> one.rule().name().equals(name))) {
        LOG.info("rule {} is gone: its copy stays as it is", name);
        tools.tell().accept("rule", "rule %s is gone: its copy stays as it is".formatted(name));
        end(name);
        records.remove(name);
        problems.remove(name);
      }
    }
    route.ifPresent(way -> all.forEach(one -> send(one, way, contact)));
    if (route.isPresent() && telling == null && !sendings.isEmpty()) {
      Telling fresh = new Telling(group, term, route.get(), contact, this::sendings);
      telling = fresh;
      fresh.start();
    }
  }

  /// On the disk when this returns: all at once, since a disk takes as long for one as for many.
  private void begin(List<Rules.Known> all) {
    try (ExecutorService tasks =
        Executors.newThreadPerTaskExecutor(Background.thread("mirroring").factory())) {
      List<Future<?>> begun = new ArrayList<>();
      for (Rules.Known one : all) {
        if (!records.containsKey(one.rule().name())) {
          begun.add(tasks.submit(() -> begin(one)));
        }
      }
      for (Future<?> each : begun) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void begin(Rules.Known one) {
    String name = one.rule().name();
    Instant now = tools.clock().instant();
    try {
      records.put(name, Record.begin(file(tools, name), term, now));
      problems.remove(name);
    } catch (IOException e) {
      LOG.error("rule {}: what isn't mirrored can't be written down", name, e);
      problems.put(
          name,
          new Problem(
              Severity.ALARM,
              "rule " + name,
              "nothing is mirrored: what isn't can't be written down: " + e.getMessage(),
              "make room on the disk of this node's home, or mount it for writing"));
    }
  }

  static UnmirroredFile file(Tools tools, String rule) {
    return new UnmirroredFile(tools.data().resolve(rule + ".unmirrored"));
  }

  private void send(Rules.Known one, Route route, boolean contact) {
    String name = one.rule().name();
    Sending old = sendings.get(name);
    Record record = records.get(name);
    if (old != null && old.known().share().root().equals(one.share().root())) {
      if (!alike(old.known(), one)) {
        old.change(one);
      }
      return;
    }
    if (record == null) {
      return;
    }
    end(name);
    Sending fresh = new Sending(one, term, record, route, contact, tools);
    sendings.put(name, fresh);
    fresh.backlog().listener(this::changed);
    fresh.start();
    changed();
  }

  private void changed() {
    Telling told = telling;
    if (told != null) {
      told.changed();
    }
  }

  /// Cron expressions aren't equal by their value, but their texts are.
  private static boolean alike(Rules.Known one, Rules.Known other) {
    return one.share().equals(other.share())
        && one.movable() == other.movable()
        && one.rule().interval().toString().equals(other.rule().interval().toString())
        && one.rule().settings().equals(other.rule().settings());
  }

  private void end(String rule) {
    Sending old = sendings.remove(rule);
    if (old != null) {
      old.stop();
    }
  }

  /// Another way to the standby: all begins anew.
  void route(List<Rules.Known> all, Optional<Route> changed, boolean contact) {
    Telling told = telling;
    if (told != null) {
      told.stop();
      telling = null;
    }
    List.copyOf(sendings.keySet()).forEach(this::end);
    rules(all, changed, contact);
  }

  void contact(boolean now) {
    sendings.values().forEach(one -> one.contact(now));
    Telling told = telling;
    if (told != null) {
      told.contact(now);
    }
  }

  /// Called each second.
  void keep() {
    Instant wall = tools.clock().instant();
    long nanos = tools.nanos().getAsLong();
    for (Sending sending : sendings.values()) {
      if (sending.record().clockSetBack(wall, nanos)) {
        LOG.warn("rule {}: the clock was set back", sending.known().rule().name());
        sending.clockSetBack();
      }
      sending.keep();
    }
  }

  /// All rules at once; one that can't be brought near is the business of [#flush].
  void approach(Duration limit) throws InterruptedException {
    try (ExecutorService tasks =
        Executors.newThreadPerTaskExecutor(Background.thread("mirroring").factory())) {
      List<Future<?>> begun = new ArrayList<>();
      for (Sending sending : sendings.values()) {
        begun.add(
            tasks.submit(
                () -> {
                  sending.approach(limit);
                  return Outcome.DONE;
                }));
      }
      for (Future<?> each : begun) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /// All rules at once.
  Outcome flush(Duration limit) throws InterruptedException {
    Outcome worst = Outcome.DONE;
    try (ExecutorService tasks =
        Executors.newThreadPerTaskExecutor(Background.thread("mirroring").factory())) {
      List<Future<Outcome>> flushes = new ArrayList<>();
      for (Sending sending : sendings.values()) {
        flushes.add(tasks.submit(() -> sending.flush(limit)));
      }
      for (Future<Outcome> each : flushes) {
        Outcome one = each.get();
        worst = one instanceof Outcome.Done ? worst : one;
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    Telling told = telling;
    if (told != null) {
      told.tellNow(LAST_NOTICE);
    }
    return sendings.size() < records.size()
        ? new Outcome.Failed("not all rules of group %s are mirrored".formatted(group))
        : worst;
  }

  List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  void stop() {
    Telling told = telling;
    if (told != null) {
      told.stop();
    }
    sendings.values().forEach(Sending::stop);
    sendings.clear();
    records.values().forEach(Record::end);
  }
}

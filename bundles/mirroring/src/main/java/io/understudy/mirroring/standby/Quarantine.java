package io.understudy.mirroring.standby;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.Role;
import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.Mirrors.Quarantined;
import io.understudy.mirroring.rule.Share;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node wrote as an owner and nobody else has. It is kept until somebody restores or
/// discards it, or until the present file turns out to have the same content.
///
/// An id is `RULE/BATCH/NUMBER`; to restore or discard all of a batch it is `RULE/BATCH`.
public final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
  private static final long PATIENCE = 10;
  private static final long BREATH = 200_000L;

  private final Store store;
  private final Display display;
  private final Trees trees;
  private final Function<String, Optional<Share>> shares;
  private final Function<GroupId, Optional<Ownership>> ownership;
  private final InstantSource clock;
  private final Consumer<String> step;
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /// @param data the mirroring's own directory
  /// @param step told before each step that changes something, for tests that end there
  Quarantine(
      Path data,
      Trees trees,
      Function<String, Optional<Share>> shares,
      Function<GroupId, Optional<Ownership>> ownership,
      InstantSource clock,
      Consumer<String> step) {
    store = new Store(data.resolve("quarantine"), trees);
    display = new Display(store, trees, shares);
    this.trees = trees;
    this.shares = shares;
    this.ownership = ownership;
    this.clock = clock;
    this.step = step;
  }

  /// Looks what there is from before, so that [#problems] needn't.
  void load() {
    try {
      for (String rule : store.rules()) {
        counts.put(rule, store.count(rule));
      }
    } catch (IOException e) {
      LOG.warn("the quarantine can't be read: {}", e.getMessage());
    }
  }

  /// Puts everything that may be unmirrored away, before anything is received. When this returns it
  /// is on the disk, and may be forgotten.
  ///
  /// @param tree of the rule; it refuses when this node owns the group by now
  /// @return how many files it was
  long take(Share share, Tree tree, Unmirrored own) throws IOException {
    changing.lock();
    try {
      store.tidy(share.name());
      NewBatch batch = batch(share.name(), own.term(), tree);
      try (batch) {
        new Candidates(tree, share.selection(), own)
            .find((path, file, keep) -> batch.putting().add(path, file, keep));
        batch.flush();
        step.accept("end");
        tree.sync();
      }
      if (batch.done() > 0) {
        LOG.warn(
            "rule {}: {} files that may have changed here in term {} without a copy are in"
                + " quarantine",
            share.name(),
            batch.done(),
            own.term());
      }
      return batch.done();
    } finally {
      recount(share.name());
      changing.unlock();
    }
  }

  private void recount(String rule) {
    try {
      counts.put(rule, store.count(rule));
    } catch (IOException e) {
      LOG.warn("the quarantine of rule {} can't be read: {}", rule, e.getMessage());
    }
  }

  private NewBatch batch(String rule, Term term, Tree tree) {
    return new NewBatch(store, trees, clock, step, rule, term, tree);
  }

  /// The copy is complete: lets go of what the owner has too, which was put away for safety only.
  ///
  /// @return how many files that were
  long dropIdentical(String rule) throws IOException {
    Optional<Share> share = shares.apply(rule);
    if (share.isEmpty()) {
      return 0;
    }
    changing.lock();
    try (Tree present = trees.open(share.get().root(), Trees.Mounts.STAY)) {
      long[] dropped = {0};
      store.each(
          rule,
          (found, files) -> {
            RelativePath place = found.entry().place();
            if (Sameness.of(files, place, present, found.entry().path())) {
              step.accept("drop");
              files.remove(place);
              dropped[0]++;
            }
            LockSupport.parkNanos(BREATH); // nobody waits for this
            return true;
          });
      store.tidy(rule);
      if (dropped[0] > 0) {
        LOG.info("rule {}: {} files left the quarantine: the owner has them too", rule, dropped[0]);
      }
      return dropped[0];
    } finally {
      recount(rule);
      changing.unlock();
    }
  }

  /// {@return the newest first; at most 2,000}
  public List<Quarantined> list() {
    return display.list();
  }

  /// {@return how a file differs from the present one, for people; at most 64 KiB}
  public String compare(String id) {
    return display.compare(id);
  }

  /// Puts a file back in its place. What is there goes into quarantine.
  public Outcome restore(String id, String by) {
    return changed(
        id,
        (found, files) -> {
          Share share = display.share(found);
          Optional<Role> role = ownership.apply(share.group()).map(Ownership::role);
          if (!role.equals(Optional.of(Role.OWNER))) {
            throw new IOException(
                "this node does not own group %s; restore it where the group runs"
                    .formatted(share.group()));
          }
          try (Tree tree = trees.open(share.root(), Trees.Mounts.STAY);
              NewBatch aside = batch(found.rule(), found.head().term(), tree)) {
            new Restoring(files, found.entry(), tree, aside::putting, step).run();
          }
          LOG.info("{}: {} was restored by {}", found.id(), found.entry().path(), by);
          return true;
        });
  }

  /// Deletes a file, or a batch, for good.
  public Outcome discard(String id, String by) {
    Outcome outcome =
        changed(
            id,
            (found, files) -> {
              step.accept("discard");
              files.remove(found.entry().place());
              return true;
            });
    LOG.info("{} was discarded by {}: {}", id, by, outcome);
    return outcome;
  }

  private Outcome changed(String id, Store.Taker change) {
    try {
      if (!changing.tryLock(PATIENCE, TimeUnit.SECONDS)) {
        return new Outcome.Failed("the quarantine is being worked on; try again in a while");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("interrupted");
    }
    try {
      if (!store.named(id, change)) {
        return new Outcome.Failed("nothing in quarantine is called %s".formatted(id));
      }
      String rule = id.substring(0, id.indexOf('/'));
      store.tidy(rule);
      recount(rule);
      return Outcome.DONE;
    } catch (IOException e) {
      return new Outcome.Failed("%s: %s".formatted(id, e.getMessage()));
    } finally {
      changing.unlock();
    }
  }

  /// {@return how many files of a rule are in quarantine}
  public long count(String rule) {
    return counts.getOrDefault(rule, 0L);
  }

  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    counts.forEach(
        (rule, count) -> {
          if (count > 0) {
            problems.add(
                new Problem(
                    Severity.WARNING,
                    "quarantine of rule " + rule,
                    "%d files changed on this node and may be nowhere else".formatted(count),
                    "look at them, then restore or discard them"));
          }
        });
    return problems;
  }
}

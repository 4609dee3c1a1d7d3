package io.understudy.mirroring.standby;

import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.Superseded;
import io.understudy.mirroring.link.Refused;
import io.understudy.mirroring.rule.Share;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes a copy ready to be received: its directory is there, and what this node changed itself is
/// in quarantine. What is in the way is a problem until it is gone.
final class Admission {
  /// How long a dialler waits; what takes longer goes on, and the dialler comes again.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Site site;
  private final Quarantine quarantine;
  private final Map<String, CompletableFuture<Long>> moving = new ConcurrentHashMap<>();
  private final Map<String, Problem> problems = new ConcurrentHashMap<>();

  Admission(Site site, Quarantine quarantine) {
    this.site = site;
    this.quarantine = quarantine;
  }

  List<Problem> problems() {
    return List.copyOf(problems.values());
  }

  void well(String rule) {
    problems.remove(rule);
  }

  /// {@return a refusal that is shown as a problem of this node, too}
  Refused refuse(String rule, String what, String remedy) {
    problems.put(rule, new Problem(Severity.ALARM, "rule " + rule, what, remedy));
    return new Refused("rule %s: %s; %s".formatted(rule, what, remedy));
  }

  /// {@return the files, guarded}
  Tree tree(Share share, Gate gate, Gate.Pass pass) throws Refused, InterruptedException {
    try {
      gate.change(pass, () -> makeRoot(share));
      Files.createDirectories(share.scratch());
      away(share, gate, pass);
      return new GuardedTree(site.trees().open(share.root(), Trees.Mounts.STAY), gate, pass);
    } catch (Refused refused) {
      throw refused;
    } catch (Superseded superseded) {
      throw new Refused(String.valueOf(superseded.getMessage()));
    } catch (IOException e) {
      throw refuse(
          share.name(), "nothing can be received: " + e.getMessage(), "see to that on this node");
    }
  }

  private void makeRoot(Share share) throws IOException {
    Path root = share.root();
    if (Files.isDirectory(root)) {
      return;
    } else if (Files.exists(root) || root.getParent() == null) {
      throw refuse(share.name(), root + " is no directory", "make room for the copy");
    } else if (!Files.isDirectory(root.getParent())) {
      throw refuse(
          share.name(),
          "%s does not exist, and neither does the directory above it".formatted(root),
          "make %s, or mount what belongs there".formatted(root.getParent()));
    }
    Files.createDirectory(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Own changes go into quarantine, before anything is received.
  private void away(Share share, Gate gate, Gate.Pass pass)
      throws IOException, InterruptedException {
    String rule = share.name();
    Optional<Unmirrored> own = site.leftovers().of(rule);
    if (own.isEmpty()) {
      return;
    }
    CompletableFuture<Long> work =
        moving.computeIfAbsent(rule, _ -> begin(share, gate, pass, own.get()));
    try {
      work.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      moving.remove(rule, work);
    } catch (TimeoutException later) {
      throw new Refused(
          "%s is still putting its own changes of rule %s into quarantine; try again"
              .formatted(site.self(), rule));
    } catch (ExecutionException e) {
      moving.remove(rule, work);
      if (e.getCause() instanceof Superseded superseded) {
        throw superseded;
      }
      String why = e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
      throw refuse(
          rule,
          "what this node changed and nobody has can't be put into quarantine: " + why,
          "nothing is overwritten before; make room in %s, or put it on the file system of %s"
              .formatted(site.data(), share.root()));
    }
  }

  private CompletableFuture<Long> begin(Share share, Gate gate, Gate.Pass pass, Unmirrored own) {
    CompletableFuture<Long> work = new CompletableFuture<>();
    Background.thread("quarantine of " + share.name())
        .start(
            () -> {
              try (Tree tree =
                  new GuardedTree(site.trees().open(share.root(), Trees.Mounts.STAY), gate, pass)) {
                long files = quarantine.take(share, tree, own);
                site.leftovers().forget(share.name());
                work.complete(files);
              } catch (IOException | RuntimeException e) {
                work.completeExceptionally(e);
              }
            });
    return work;
  }
}

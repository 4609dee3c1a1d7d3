package io.understudy.settings;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterChanges;
import io.understudy.api.ClusterView;
import io.understudy.api.History;
import io.understudy.api.NodeId;
import io.understudy.api.Noticeboard;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.settings.Notice.Phase;
import io.understudy.settings.Notice.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One change of settings on all nodes: what [Agreement] decides, carried by the noticeboard. It
/// goes on where it was when this bundle or the engine is replaced, or the program restarted.
///
/// Files and configurations are changed under this object's lock, which may wait for bundles that
/// start or stop; so nothing that the framework calls waits for it.
@Component(
    service = {ClusterChanges.class, Reporting.class},
    immediate = true)
public final class Changes implements ClusterChanges, Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
  private static final Duration LOOKS = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NOTHING =
      "no change waits to be kept; see 'understudy status' for what there is";

  private final CfgEditor editor;
  private final CfgGate gate;
  private final Path record;
  private final InstantSource clock = InstantSource.system();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("changes").factory());
  private final Map<NodeId, byte[]> unreadable = new HashMap<>();
  private @Nullable ChangedFile file;
  private @Nullable Agreement agreement;
  private @Nullable Future<?> looking;
  private Map<NodeId, Notice> others = Map.of();
  private byte[] posted = {};
  private @Nullable Noticeboard postedTo;
  private String shown = "";
  private volatile @Nullable Problem broken;
  private volatile @Nullable View underWay;
  private volatile @Nullable Noticeboard board;
  private volatile @Nullable AutoCloseable watch;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Cluster cluster;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable History history;

  @Activate
  public Changes(BundleContext context, @Reference CfgEditor editor, @Reference CfgGate gate) {
    this.editor = editor;
    this.gate = gate;
    this.record = Path.of(context.getProperty("understudy.home"), "data", "settings", "change");
    later(this::resume);
  }

  @Deactivate
  void close() throws Exception {
    looks.shutdownNow();
    AutoCloseable present = watch;
    if (present != null) {
      present.close();
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindBoard(Noticeboard service) {
    board = service;
    watch = service.watch(Noticeboard.Topic.CHANGE, () -> later(this::step));
    later(this::step);
  }

  void unbindBoard(Noticeboard service) {
    if (board == service) {
      board = null;
    }
  }

  private void later(Runnable what) {
    try {
      looks.execute(safely(what));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed meanwhile");
    }
  }

  private static Runnable safely(Runnable what) {
    return () -> {
      try {
        what.run();
      } catch (RuntimeException defect) {
        LOG.error("the change of all nodes is stuck", defect);
      }
    };
  }

  private synchronized void resume() {
    if (!Files.exists(record)) {
      return;
    }
    try {
      Undo undo = Undo.of(Files.readAllBytes(record));
      Agreement former = agreement(undo.self(), undo.peers());
      boolean made = file != null && file.resume(undo);
      Duration most = undo.notice().proposal().within();
      Duration left = Duration.between(clock.instant(), undo.until());
      former.resume(
          made || undo.notice().phase() == Phase.BACK
              ? undo.notice()
              : undo.notice().in(Phase.BACK, "its making was interrupted"),
          left.isNegative() ? Duration.ZERO : left.compareTo(most) > 0 ? most : left);
      step();
    } catch (IOException unusable) {
      LOG.error("{} can't be read: {}", record, unusable.toString());
      broken =
          new Problem(
              Problem.Severity.WARNING,
              record.toString(),
              "it can't be read (%s): a change that nobody kept isn't taken back"
                  .formatted(unusable.getMessage()),
              "compare the files in config/ with those of the other node, then delete it");
    }
  }

  private Agreement agreement(NodeId self, Set<NodeId> peers) {
    ChangedFile known = file;
    Agreement present = agreement;
    if (known != null && present != null) {
      known.among(self, peers);
      return present;
    }
    ChangedFile hands = new ChangedFile(editor, gate, record, clock, self, peers, this::tell);
    Agreement made = new Agreement(self, hands, System::nanoTime);
    file = hands;
    agreement = made;
    return made;
  }

  private void tell(String what) {
    History present = history;
    if (present == null) {
      LOG.info(what);
    } else {
      present.record("changed", "", what);
    }
  }

  /// {@return what decides; null as long as it isn't known who the nodes are}
  private @Nullable Agreement known() {
    Cluster present = cluster;
    if (present != null) {
      ClusterView view = present.view();
      Set<NodeId> peers = new TreeSet<>();
      view.peers().forEach(peer -> peers.add(peer.node()));
      return agreement(view.node(), peers);
    }
    return agreement;
  }

  private synchronized void step() {
    Agreement deciding = known();
    ChangedFile hands = file;
    if (deciding == null || hands == null) {
      return;
    }
    others = read();
    deciding.look(others, hands.peers());
    post(deciding.notice());
    underWay = view(deciding);
    shown = deciding.notice().map(Notice::id).orElse("");
    boolean again = deciding.notice().isPresent();
    if (again && looking == null) {
      looking =
          looks.scheduleWithFixedDelay(
              safely(this::step), LOOKS.toMillis(), LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    } else if (!again && looking != null) {
      looking.cancel(false);
      looking = null;
    }
    notifyAll();
  }

  private Map<NodeId, Notice> read() {
    Map<NodeId, Notice> all = new HashMap<>();
    Noticeboard present = board;
    if (present != null) {
      present
          .read(Noticeboard.Topic.CHANGE)
          .forEach(
              (node, bytes) -> {
                try {
                  all.put(node, Notice.of(bytes));
                  unreadable.remove(node);
                } catch (IOException odd) {
                  if (unreadable.put(node, bytes) == null) {
                    LOG.warn("what {} says of a change can't be read: {}", node, odd.getMessage());
                  }
                }
              });
    }
    return all;
  }

  private void post(Optional<Notice> notice) {
    Noticeboard present = board;
    byte[] bytes = notice.map(Notice::bytes).orElse(new byte[0]);
    if (present != null && (present != postedTo || !Arrays.equals(bytes, posted))) {
      present.post(Noticeboard.Topic.CHANGE, bytes);
      posted = bytes;
      postedTo = present;
    }
  }

  /// The time is reckoned once, so that what is told of it stays the same.
  private @Nullable View view(Agreement deciding) {
    Notice notice = deciding.notice().orElse(null);
    if (notice == null
        || !List.of(Phase.MADE, Phase.KEEPING, Phase.KEPT).contains(notice.phase())) {
      return null;
    }
    View before = underWay;
    return before != null && notice.id().equals(shown)
        ? before
        : new View(
            notice.proposal(),
            notice.leader(),
            clock.instant().plusNanos(deciding.left()).truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public Outcome change(Proposal proposal) {
    String id = UUID.randomUUID().toString();
    synchronized (this) {
      Agreement deciding = known();
      if (deciding == null || board == null) {
        return new Outcome.Failed(
            "the engine isn't there: it is being replaced, or its settings are refused; try again");
      }
      if (new Notice(id, new NodeId("x"), proposal, Phase.ASKED, "", Wish.NONE).bytes().length
          > Noticeboard.MOST_BYTES / 2) {
        return new Outcome.Failed(
            "the change is too large: %d bytes at most".formatted(Noticeboard.MOST_BYTES / 2));
      }
      Optional<String> objection = deciding.propose(id, proposal);
      if (objection.isPresent()) {
        return new Outcome.Failed(objection.get());
      }
    }
    later(this::step);
    return await(
        deciding ->
            deciding
                .notice()
                .filter(notice -> notice.id().equals(id))
                .<Optional<Outcome>>map(
                    notice ->
                        notice.phase() == Phase.BACK
                            ? Optional.of(new Outcome.Failed(notice.said()))
                            : file != null && deciding.isMadeEverywhere(others, file.peers())
                                ? Optional.of(Outcome.DONE)
                                : Optional.empty())
                .orElse(Optional.of(new Outcome.Unknown("the change was given up"))));
  }

  @Override
  public Outcome keep(String by) {
    return wish(Wish.KEEP, Phase.DONE);
  }

  @Override
  public Outcome takeBack(String by) {
    return wish(Wish.BACK, Phase.BACK);
  }

  private Outcome wish(Wish wish, Phase wanted) {
    String id;
    synchronized (this) {
      Agreement deciding = known();
      Optional<Notice> made =
          Optional.ofNullable(deciding)
              .flatMap(Agreement::notice)
              .filter(notice -> notice.phase() == Phase.MADE);
      if (deciding == null || made.isEmpty()) {
        return new Outcome.Failed(NOTHING);
      }
      id = made.get().id();
      deciding.wish(wish);
    }
    later(this::step);
    return await(
        deciding -> {
          Optional<Notice> now = deciding.notice().filter(notice -> notice.id().equals(id));
          Phase phase = now.map(Notice::phase).orElse(Phase.DONE);
          if (phase == wanted) {
            return Optional.of(Outcome.DONE);
          }
          boolean other = phase == Phase.DONE || phase == Phase.BACK;
          return other
              ? Optional.of(new Outcome.Failed(now.map(Notice::said).orElse("it is kept already")))
              : Optional.empty();
        });
  }

  private synchronized Outcome await(Function<Agreement, Optional<Outcome>> ended) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        Agreement deciding = agreement;
        Optional<Outcome> outcome = deciding == null ? Optional.empty() : ended.apply(deciding);
        if (outcome.isPresent()) {
          return outcome.get();
        }
        long left = end - System.nanoTime();
        if (left <= 0) {
          return new Outcome.Unknown("there is no answer within " + PATIENCE);
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown("it was interrupted");
    }
  }

  @Override
  public Optional<View> underWay() {
    return Optional.ofNullable(underWay);
  }

  @Override
  public List<Problem> problems() {
    Problem unusable = broken;
    if (unusable != null) {
      if (Files.exists(record)) {
        return List.of(unusable);
      }
      broken = null;
    }
    View waiting = underWay;
    return waiting == null
        ? List.of()
        : List.of(
            new Problem(
                Problem.Severity.NOTE,
                waiting.proposal().file(),
                "%s changed it on all nodes at %s; that is taken back at %s unless it is kept"
                    .formatted(
                        waiting.proposal().by(),
                        waiting.from(),
                        waiting.until().atZone(ZoneId.systemDefault()).toLocalTime()),
                "understudy change keep, or understudy change back"));
  }
}

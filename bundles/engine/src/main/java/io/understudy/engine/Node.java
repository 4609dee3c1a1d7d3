package io.understudy.engine;

import io.understudy.api.ClusterEvent;
import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.StoodDown;
import io.understudy.api.Term;
import io.understudy.api.kernel.Ticker;
import io.understudy.api.mirror.GroupData;
import io.understudy.engine.decision.Durable;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Look;
import io.understudy.engine.decision.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.bundle.EventHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node: waits for what its first decision needs, runs the core, and sees that it ends without
/// harm when a bundle is replaced, the process restarts or the node stops.
final class Node implements PlannedPause.Prepare, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /// How long a start waits for the configuration of groups that it owned or knew before.
  private static final Duration GROUPS_PATIENCE = Duration.ofSeconds(3);

  /// How long it waits for whoever keeps the groups' data, if that is installed: an election right
  /// after the start should know of copies that are too old.
  private static final Duration DATA_PATIENCE = Duration.ofSeconds(2);

  /// How long after a granted pause the framework may stop and still count as restarting.
  private static final Duration RESTART_WITHIN = Duration.ofSeconds(5);

  /// Never set, never slewed by much: what people do to the clock must not move anything.
  private static final InstantSource MONOTONIC = () -> Instant.EPOCH.plusNanos(System.nanoTime());

  private final BundleContext context;
  private final Adapters adapters;
  private final InstantSource clock = InstantSource.system();
  private final Chronicle chronicle;
  private final Disk disk;
  private final Silences silences;
  private final Hearing hearing;
  private final Inheritance inheritance;
  private final Flaps flaps;
  private final ClockJumps jumps;
  private final Room room;
  private final Findings findings;
  private final Views views;
  private final Path mirrored;
  private final Watchers watchers;
  private final ServiceChecks checks;
  private final Policies policies;
  private final ServiceRegistration<EventHook> plannedPause;
  private final Map<Object, AutoCloseable> heard = new ConcurrentHashMap<>();
  private final Thread starter;
  private volatile EngineSettings settings;
  private volatile @Nullable Run run;
  private volatile @Nullable Instant restarting;
  private volatile boolean over;
  private volatile String ignored = "";

  Node(BundleContext context, Adapters adapters, EngineSettings settings) throws IOException {
    Path home = Path.of(System.getProperty("understudy.home", "."));
    this.context = context;
    this.adapters = adapters;
    this.settings = settings;
    this.policies = new Policies(adapters, MONOTONIC);
    this.disk = new Disk(home.resolve("data/cluster.state"));
    this.mirrored = home.resolve("data/mirroring");
    this.room = new Room(home.resolve("data"));
    this.chronicle = new Chronicle(settings.self(), home.resolve("log/events.log"), clock);
    this.inheritance =
        new Inheritance(disk, new HeldOrder(home.resolve("data/held.order")), chronicle, clock);
    this.flaps =
        new Flaps(
            home.resolve("data/failures"),
            clock,
            () -> new Flaps.Limit(this.settings.failures(), this.settings.failureWindow()));
    this.jumps = new ClockJumps(clock, MONOTONIC, what -> chronicle.record("clock", "", what));
    this.silences =
        new Silences(
            home.resolve("log/silences.log"),
            clock,
            () -> this.settings.timing().beat(),
            silence ->
                chronicle.has("stalled", silence.at().minus(silence.length()), silence.at()));
    this.hearing = new Hearing(() -> this.settings, this::post, this::shared, silences, MONOTONIC);
    this.findings = new Findings(adapters, hearing, room, disk.corruption());
    this.views = new Views(adapters, context.getBundle().getVersion().toString(), clock.instant());
    this.watchers = new Watchers(this::view);
    this.checks =
        new ServiceChecks(
            adapters,
            group -> with(current -> current.owns(group)).orElse(false),
            group -> with(current -> current.settled(group)).orElse(false),
            this::post,
            () -> this.settings);
    this.plannedPause = context.registerService(EventHook.class, new PlannedPause(this), null);
    this.starter = Thread.ofVirtual().name("engine start").unstarted(this::begin);
  }

  void start() {
    adapters.fences().pace(settings.fenceTestInterval());
    adapters.fences().start();
    jumps.start();
    checks.follow();
    starter.start();
  }

  /// Waits for a clock, the lease and the groups that the disk knows, then lets the core begin.
  private void begin() {
    try {
      Durable found = inheritance.take();
      Ticker ticker = adapters.awaitKernel();
      adapters.awaitGroups(found.groups().keySet(), GROUPS_PATIENCE);
      // Where nothing was ever mirrored, nobody has to say how old a copy is.
      if (Files.isDirectory(mirrored) && Installed.gives(context, GroupData.class)) {
        adapters.awaitData(DATA_PATIENCE);
      }
      Run first =
          new Run(
              adapters,
              disk,
              found,
              chronicle,
              flaps,
              policies.of(settings),
              ticker,
              watchers::changed);
      synchronized (this) {
        if (over) {
          return;
        }
        run = first;
        first.start();
      }
      adapters.takeovers().keySet().forEach(first::takeoverAppeared);
      policyChanged(); // what came meanwhile
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the engine can't begin", e);
    }
  }

  /// New settings. A change of names would make this another node, and waits for the next start.
  synchronized void change(EngineSettings changed) {
    if (!changed.sameIdentity(settings)) {
      ignored = "node = %s, nodes = %s".formatted(changed.self(), changed.nodes());
      changed = changed.as(settings);
    } else {
      ignored = "";
    }
    settings = changed;
    adapters.fences().pace(changed.fenceTestInterval());
    chronicle.record("settings", "", "profile " + changed.timing().profile() + " is in force");
    policyChanged();
  }

  private void policyChanged() {
    if (!over) {
      with(
          current -> {
            current.adopt(() -> policies.of(settings));
            return true;
          });
    }
  }

  void groupsChanged() {
    checks.follow();
    policyChanged();
  }

  void devicesChanged() {
    policies.devicesChanged(this::policyChanged);
    policyChanged();
    with(
        current -> {
          current.devicesChanged();
          return true;
        });
  }

  void takeoverAppeared(GroupId group) {
    with(
        current -> {
          current.takeoverAppeared(group);
          return true;
        });
  }

  void dataAppeared() {
    with(
        current -> {
          current.data().appeared();
          return true;
        });
  }

  void leaseAppeared() {
    with(
        current -> {
          current.guarding().again();
          return true;
        });
  }

  Hearing hearing() {
    return hearing;
  }

  void hear(Object adapter, AutoCloseable ear) {
    heard.put(adapter, ear);
  }

  void unhear(Object adapter) {
    AutoCloseable ear = heard.remove(adapter);
    if (ear != null) {
      try {
        ear.close();
      } catch (Exception e) {
        LOG.debug("a listener of {} can't be closed", adapter, e);
      }
    }
  }

  private void shared(BeatCodec.Carried carried) {
    adapters.shared().heard(carried.rider());
    adapters.notices().heard(carried.beat().from(), carried.rider());
  }

  private void post(Event event) {
    with(
        current -> {
          current.post(event);
          return true;
        });
  }

  private <T> Optional<T> with(Function<Run, T> what) {
    Run current = run;
    return current == null ? Optional.empty() : Optional.of(what.apply(current));
  }

  Outcome order(Function<Run, Outcome> order) {
    return with(order)
        .orElse(new Outcome.Failed("the engine hasn't begun: see the problems in status"));
  }

  /// For a restart of the process: what is granted here is kept when the framework stops.
  Outcome pauseToRestart(String what) {
    Outcome outcome = order(current -> current.pause(what));
    if (outcome instanceof Outcome.Done) {
      restarting = MONOTONIC.instant();
    }
    return outcome;
  }

  @Override
  public void replaced(Bundle bundle) {
    Run current = run;
    if (current == null || over) {
      return;
    }
    String name = bundle.getSymbolicName();
    boolean own = name.equals("io.understudy.engine") || name.equals("io.understudy.api");
    Outcome pause =
        current.ownsAnything() ? current.pause("bundle " + name + " stops") : Outcome.DONE;
    if (!(pause instanceof Outcome.Done)) {
      LOG.warn("bundle {} stops without a long grant ({}); handing over first", name, pause);
      List<String> troubles = own ? current.depart() : current.handOverAll();
      troubles.forEach(LOG::warn);
    }
    if (own) {
      over = true;
      current.freeze();
      flaps.ends();
    }
  }

  @Override
  public void ended() {
    Instant asked = restarting;
    Run current = run;
    if (current == null || over) {
      return;
    }
    over = true;
    if (asked != null && MONOTONIC.instant().isBefore(asked.plus(RESTART_WITHIN))) {
      current.freeze();
    } else {
      current.depart().forEach(LOG::warn);
    }
    flaps.ends();
  }

  StoodDown standDown(GroupId group, Term term, NodeId by) {
    return with(current -> current.standDown(group, term, by))
        .orElseGet(
            () ->
                new StoodDown(
                    new Outcome.Unknown("the engine hasn't begun"), settings.self(), 0, Term.NONE));
  }

  boolean sound() {
    return with(Run::sound).orElse(false);
  }

  ClusterView view() {
    Run current = run;
    List<Problem> found = findings.of(settings, ignored);
    found.addAll(jumps.problems());
    found.addAll(adapters.shared().problems(policies.of(settings).peer()));
    if (current == null) {
      found.add(findings.notBegun());
      Policy policy = policies.of(settings);
      return views.of(settings, 0, Views.nothing(policy), policy, checks, found);
    }
    found.addAll(current.problems());
    Look look = current.look();
    look.held().map(Findings::held).ifPresent(found::add);
    boolean required =
        current.policy().groups().values().stream()
            .anyMatch(group -> group.fencing() == Policy.Fencing.REQUIRE);
    found.addAll(findings.fences(current.policy().peer(), required));
    return views.of(settings, current.incarnation(), look, current.policy(), checks, found);
  }

  Silences.Record silences() throws InterruptedException {
    return silences.read();
  }

  List<ClusterEvent> events(int limit) {
    return chronicle.newest(limit);
  }

  void record(String kind, String group, String text) {
    chronicle.record(kind, group, text);
  }

  AutoCloseable watch(Consumer<ClusterView> watcher) {
    return watchers.add(watcher);
  }

  /// Ends. What this node owns is handed over first, unless a pause was granted for just this.
  @Override
  public void close() {
    plannedPause.unregister();
    synchronized (this) {
      Run current = run;
      if (current != null && !over) {
        current.depart().forEach(LOG::warn);
      }
      over = true;
    }
    starter.interrupt();
    adapters.fences().close();
    jumps.close();
    checks.close();
    room.close();
    silences.close();
    watchers.close();
    with(
        current -> {
          current.close();
          return true;
        });
    disk.close();
    flaps.ends();
    flaps.close();
    chronicle.close();
  }
}

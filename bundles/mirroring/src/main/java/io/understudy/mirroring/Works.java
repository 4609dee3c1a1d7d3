package io.understudy.mirroring;

import io.understudy.api.Cluster;
import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.History;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Role;
import io.understudy.api.Term;
import io.understudy.api.files.Changes;
import io.understudy.api.files.Trees;
import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.Mirrors.Quarantined;
import io.understudy.api.mirror.Mirrors.RuleView;
import io.understudy.mirroring.link.Opening;
import io.understudy.mirroring.owner.Budget;
import io.understudy.mirroring.owner.Owner;
import io.understudy.mirroring.owner.Pressure;
import io.understudy.mirroring.owner.Tools;
import io.understudy.mirroring.rule.Rules;
import io.understudy.mirroring.rule.Share;
import io.understudy.mirroring.standby.Behind;
import io.understudy.mirroring.standby.Ownership;
import io.understudy.mirroring.standby.Reception;
import io.understudy.mirroring.standby.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Both ends of this node's mirroring, put together.
final class Works {
  private static final Logger LOG = LoggerFactory.getLogger(Works.class);

  /// A rule whose file is edited vanishes and comes back.
  private static final long EDITED = 500;

  private static final String NOT_YET = "the engine hasn't begun: see the problems in status";

  private final Path home;
  private final Path data;
  private final Trees trees;
  private final InstantSource clock;
  private final Leftovers leftovers;
  private final Stale stale;
  private final Owner owner;
  private final Set<MirrorRule> configured = ConcurrentHashMap.newKeySet();
  private final Map<String, MirrorStrategy> strategies = new ConcurrentHashMap<>();
  private final Map<String, Optional<Behind.Known>> known = new ConcurrentHashMap<>();
  private final ScheduledExecutorService worker;
  private volatile MirroringSettings settings;
  private volatile Rules rules;
  private volatile @Nullable History history;
  private volatile @Nullable Cluster cluster;
  private volatile @Nullable ClusterView view;
  private volatile @Nullable AutoCloseable watching;
  private volatile @Nullable Reception reception;
  private volatile @Nullable Connections connections;

  Works(MirroringSettings settings, Path home, Trees trees, Changes changes, InstantSource clock) {
    this.settings = settings;
    this.home = home;
    this.trees = trees;
    this.clock = clock;
    data = home.resolve("data/mirroring");
    leftovers = new Leftovers(data);
    stale = new Stale(data, this::tell);
    rules = new Rules(List.of(), home);
    owner =
        new Owner(
            new Tools(
                data,
                trees,
                changes,
                name -> Optional.ofNullable(strategies.get(name)),
                clock,
                System::nanoTime,
                () -> this.settings.cpu(),
                new Budget(),
                new Pressure(Path.of("/proc/pressure")),
                this::tell),
            rules);
    worker = Executors.newSingleThreadScheduledExecutor(Background.thread("mirroring").factory());
  }

  /// Into the engine's history, or where no engine is into the log.
  private void tell(String kind, String text) {
    History now = history;
    if (now == null) {
      LOG.info("event {}: {}", kind, text);
    } else {
      now.record(kind, "", text);
    }
  }

  void history(History now) {
    history = now;
  }

  void historyGone(History gone) {
    if (history == gone) {
      history = null;
    }
  }

  private static Runnable guarded(Runnable what) {
    return () -> {
      try {
        what.run();
      } catch (RuntimeException e) {
        LOG.error("mirroring can't follow", e);
      }
    };
  }

  private void later(Runnable what, long millis) {
    try {
      worker.schedule(guarded(what), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("mirroring is being stopped");
    }
  }

  // --- what comes and goes

  void change(MirroringSettings changed) {
    MirroringSettings before = settings;
    settings = changed;
    if (!before.sameLink(changed)) {
      later(this::reconnect, 0);
    }
  }

  void cluster(Cluster now) {
    cluster = now;
    watching = now.watch(seen -> later(() -> review(seen), 0));
    later(() -> review(now.view()), 0);
  }

  void clusterGone(Cluster gone) {
    if (cluster == gone) {
      cluster = null;
      AutoCloseable old = watching;
      watching = null;
      try {
        if (old != null) {
          old.close();
        }
      } catch (Exception e) {
        LOG.debug("the cluster can't be unwatched", e);
      }
    }
  }

  /// What it says first brings the connections; its name is this node's.
  private void review(ClusterView seen) {
    if (reception == null) {
      Reception fresh = new Reception(site(seen.node()), clock);
      fresh.behind().listener(this::told);
      reception = fresh;
      look();
      connect(seen);
    }
    seen.groups().stream()
        .filter(group -> group.role() == Role.OWNER)
        .filter(group -> !owner.owns(group.group()))
        .forEach(group -> own(group.group(), group.term()));
    owner.review(seen);
    // Only now: what this node owned is written down before anything can be received.
    view = seen;
    Reception receives = reception;
    if (receives != null) {
      receives.review();
    }
  }

  private Site site(NodeId self) {
    return new Site(
        self,
        data,
        trees,
        name -> rules.find(name).map(Rules.Known::share),
        group -> Optional.ofNullable(view).flatMap(seen -> Ownership.of(seen, group)),
        name -> Optional.ofNullable(strategies.get(name)),
        leftovers);
  }

  private void reconnect() {
    ClusterView seen = view;
    if (seen != null) {
      connect(seen);
    }
  }

  private void connect(ClusterView seen) {
    Reception receives = reception;
    if (receives == null) {
      return;
    }
    Connections old = connections;
    if (old != null) {
      old.close();
    }
    Connections fresh = new Connections(settings, seen.node(), receives);
    connections = fresh;
    owner.route(fresh.route());
    owner.review(seen);
  }

  void rule(MirrorRule rule) {
    configured.add(rule);
    later(this::reread, 0);
  }

  void ruleGone(MirrorRule rule) {
    configured.remove(rule);
    later(this::reread, EDITED);
  }

  private void reread() {
    rules(new Rules(configured.stream().map(MirrorRule::rule).toList(), home));
  }

  void rules(Rules now) {
    Rules before = rules;
    rules = now;
    for (Rules.Known old : before.all()) {
      Optional<Share> share = now.find(old.rule().name()).map(Rules.Known::share);
      if (!share.equals(Optional.of(old.share()))) {
        end(old.rule().name(), "the rule was changed here");
      }
      if (share.isEmpty()) {
        stale.forget(old.rule().name());
        known.remove(old.rule().name());
      }
    }
    owner.rules(now);
    look();
  }

  private void end(String rule, String why) {
    Reception receives = reception;
    if (receives != null) {
      endReception(receives, opening -> opening.rule().equals(rule), why);
    }
  }

  private static void endReception(Reception receives, Predicate<Opening> which, String why) {
    try {
      if (!receives.end(which, why)) {
        LOG.warn("what is received takes long to end: {}", why);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void strategy(MirrorStrategy strategy) {
    MirrorStrategy before = strategies.put(strategy.name(), strategy);
    swapped(before == null ? strategy : before);
  }

  void strategyGone(MirrorStrategy strategy) {
    if (strategies.remove(strategy.name(), strategy)) {
      swapped(strategy);
    }
  }

  /// When this returns nobody is in the code of a strategy that goes.
  private void swapped(MirrorStrategy strategy) {
    try {
      owner.strategyChanged(strategy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Reception receives = reception;
    if (receives != null) {
      endReception(
          receives,
          opening -> opening.strategy().equals(strategy.name()),
          "strategy %s came or went".formatted(strategy.name()));
    }
  }

  // --- what the engine asks

  void own(GroupId group, Term term) {
    Reception receives = reception;
    if (receives != null) {
      receives.own(group, term);
    }
    boolean already = owner.owns(group);
    Map<String, Copies.Facts> before = new TreeMap<>();
    for (Rules.Known one : rules.of(group)) {
      String rule = one.rule().name();
      if (receives != null) {
        known.put(rule, receives.behind().of(rule)); // the last word counts
      }
      before.put(rule, facts(rule));
      leftovers.owned(rule, term);
    }
    owner.own(group, term);
    if (!already) {
      before.forEach((rule, facts) -> stale.takenOver(group, term, rule, facts));
    }
  }

  void approach(GroupId group, NodeId successor, Duration limit) throws InterruptedException {
    owner.approach(group, successor, limit);
  }

  Outcome flush(GroupId group, NodeId successor, Duration limit) throws InterruptedException {
    return owner.flush(group, successor, limit);
  }

  Optional<String> objection(GroupId group) {
    return rules.of(group).stream().map(this::objection).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> objection(Rules.Known one) {
    ClusterView seen = view;
    GroupId group = one.rule().group();
    if (seen == null || owner.owns(group)) {
      return Optional.empty();
    }
    return Copies.group(seen, group)
        .flatMap(
            now ->
                Copies.objection(
                    one.rule(),
                    facts(one.rule().name()),
                    now.term(),
                    now.owner(),
                    seen.node(),
                    clock.instant()));
  }

  private Copies.Facts facts(String rule) {
    return new Copies.Facts(known.getOrDefault(rule, Optional.empty()), leftovers.term(rule));
  }

  /// What owners say is kept here, so that nobody has to wait for its lock.
  private void told(String rule, Behind.Known now) {
    if (rules.find(rule).isPresent()) {
      known.put(rule, Optional.of(now));
    }
  }

  /// What was told before this began.
  private void look() {
    Reception receives = reception;
    if (receives != null) {
      for (Rules.Known one : rules.all()) {
        known.put(one.rule().name(), receives.behind().of(one.rule().name()));
      }
    }
  }

  // --- what people see and order

  List<RuleView> views() {
    return new Looks(owner, reception, rules, this::objection, known, view).views();
  }

  Outcome mirrorNow(String rule) {
    return owner.mirrorNow(rule);
  }

  Outcome accept(String rule, String by) {
    return stale.accept(rule, by);
  }

  List<Quarantined> quarantine() {
    Reception receives = reception;
    return receives == null ? List.of() : receives.quarantine().list();
  }

  String compare(String id) {
    Reception receives = reception;
    return receives == null ? NOT_YET : receives.quarantine().compare(id);
  }

  Outcome restore(String id, String by) {
    return ordered(receives -> receives.quarantine().restore(id, by));
  }

  Outcome discard(String id, String by) {
    return ordered(receives -> receives.quarantine().discard(id, by));
  }

  private Outcome ordered(Function<Reception, Outcome> order) {
    Reception receives = reception;
    return receives == null ? new Outcome.Failed(NOT_YET) : order.apply(receives);
  }

  List<Problem> problems() {
    return new Findings(owner, stale, connections, reception, rules, view).all();
  }

  void close() {
    worker.shutdownNow();
    Cluster now = cluster;
    if (now != null) {
      clusterGone(now);
    }
    owner.close();
    Reception receives = reception;
    if (receives != null) {
      receives.close();
    }
    Connections open = connections;
    if (open != null) {
      open.close();
    }
  }
}

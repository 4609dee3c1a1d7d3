package io.understudy.mirroring.owner;

import io.understudy.api.ClusterView;
import io.understudy.api.ClusterView.GroupView;
import io.understudy.api.ClusterView.PeerView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Role;
import io.understudy.api.Term;
import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.Mirrors.CopyView;
import io.understudy.mirroring.rule.Rules;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mirrors the groups that this node owns.
public final class Owner implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Owner.class);

  /// The engine's view may be older than its order.
  private static final long OLD_VIEWS = Duration.ofSeconds(2).toNanos();

  private static final Duration MIRROR_NOW = Duration.ofMinutes(10);

  private final Tools tools;
  private final Map<GroupId, Owning> owned = new ConcurrentHashMap<>();
  private final ScheduledExecutorService keeper;
  private volatile Rules rules;
  private volatile Optional<Route> route = Optional.empty();
  private volatile boolean contact;

  public Owner(Tools tools, Rules rules) {
    this.tools = tools;
    this.rules = rules;
    keeper =
        Executors.newSingleThreadScheduledExecutor(Background.thread("mirroring record").factory());
    keeper.scheduleWithFixedDelay(this::keep, 1, 1, TimeUnit.SECONDS);
  }

  private void keep() {
    try {
      owned.values().forEach(Owning::keep);
    } catch (RuntimeException e) {
      LOG.error("what isn't mirrored can't be written down", e);
    }
  }

  /// The way to the standby has changed; connections begin anew.
  public synchronized void route(Optional<Route> changed) {
    route = changed;
    owned.forEach((group, one) -> one.route(rules.of(group), changed, contact));
  }

  /// This node owns the group. On the disk when this returns, which takes milliseconds.
  public synchronized void own(GroupId group, Term term) {
    Owning old = owned.get(group);
    if (old != null && old.term().equals(term)) {
      return;
    }
    if (old != null) {
      old.stop();
    }
    Owning now = new Owning(group, term, tools, tools.nanos().getAsLong());
    owned.put(group, now);
    now.rules(rules.of(group), route, contact);
  }

  /// The cluster has changed.
  public synchronized void review(ClusterView view) {
    boolean heard =
        route
            .flatMap(
                one ->
                    view.peers().stream().filter(peer -> peer.node().equals(one.to())).findFirst())
            .map(PeerView::contact)
            .orElse(false);
    for (GroupView group : view.groups()) {
      Owning now = owned.get(group.group());
      if (group.role() == Role.OWNER) {
        own(group.group(), group.term());
      } else if (now != null && lost(now, group)) {
        owned.remove(group.group());
        LOG.info("group {}: this node doesn't mirror it any more", group.group());
        now.stop();
      }
    }
    contact = heard;
    owned.values().forEach(one -> one.contact(heard));
  }

  private boolean lost(Owning now, GroupView group) {
    int order = group.term().compareTo(now.term());
    boolean settled = tools.nanos().getAsLong() - now.since() > OLD_VIEWS;
    return order > 0 || order == 0 && settled;
  }

  public synchronized void rules(Rules changed) {
    rules = changed;
    owned.forEach((group, one) -> one.rules(changed.of(group), route, contact));
  }

  /// A strategy came or goes; when this returns nobody uses one that goes.
  public void strategyChanged(MirrorStrategy strategy) throws InterruptedException {
    for (Sending sending : sendings()) {
      sending.strategyChanged(strategy);
    }
  }

  private Collection<Sending> sendings() {
    return owned.values().stream().flatMap(one -> one.sendings().stream()).toList();
  }

  private Optional<Sending> sending(String rule) {
    return sendings().stream().filter(one -> one.known().rule().name().equals(rule)).findFirst();
  }

  /// The services of a group are about to be stopped, to be handed over.
  public void approach(GroupId group, NodeId successor, Duration limit)
      throws InterruptedException {
    Owning now = owned.get(group);
    if (now != null && route.map(Route::to).equals(Optional.of(successor))) {
      now.approach(limit);
    }
  }

  public Outcome flush(GroupId group, NodeId successor, Duration limit)
      throws InterruptedException {
    Owning now = owned.get(group);
    if (rules.of(group).isEmpty()) {
      return Outcome.DONE;
    } else if (now == null) {
      return new Outcome.Unknown(
          "mirroring doesn't know yet that this node owns group %s".formatted(group));
    } else if (!route.map(Route::to).equals(Optional.of(successor))) {
      return new Outcome.Failed(
          "no address of %s is known for mirroring; add it to peers".formatted(successor));
    }
    return now.flush(limit);
  }

  public Outcome mirrorNow(String rule) {
    try {
      Optional<Sending> sending = sending(rule);
      return sending.isPresent()
          ? sending.get().mirrorNow(MIRROR_NOW)
          : new Outcome.Failed("this node doesn't send a rule %s".formatted(rule));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown("interrupted");
    }
  }

  public boolean owns(GroupId group) {
    return owned.containsKey(group);
  }

  /// {@return the copies of a rule that this node sends}
  public List<CopyView> copies(String rule) {
    return sending(rule).map(Owner::copy).stream().toList();
  }

  private static CopyView copy(Sending sending) {
    Backlog.View now = sending.backlog().view();
    Totals totals = sending.totals();
    return new CopyView(
        sending.to(),
        sending.state(),
        now.size(),
        now.oldest(),
        sending.backlog().names(1000).stream().map(Object::toString).toList(),
        totals.comparing(),
        totals.files(),
        sending.bytesSent(),
        totals.bytesRead(),
        sending.processor(),
        totals.lastPass());
  }

  /// {@return whether this node has brought all of a rule over at least once in its term}
  public boolean complete(String rule) {
    return sending(rule).map(one -> one.backlog().compared()).orElse(false);
  }

  public List<Problem> problems() {
    List<Problem> all = new ArrayList<>();
    owned.values().forEach(one -> all.addAll(one.problems()));
    return Stream.concat(all.stream(), sendings().stream().flatMap(one -> one.problems().stream()))
        .toList();
  }

  @Override
  public synchronized void close() {
    keeper.shutdownNow();
    owned.values().forEach(Owning::stop);
    owned.clear();
  }
}

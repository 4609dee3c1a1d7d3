package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Role;
import io.understudy.api.StoodDown;
import io.understudy.api.Takeover;
import io.understudy.api.Term;
import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Ticker;
import io.understudy.engine.decision.Action;
import io.understudy.engine.decision.Durable;
import io.understudy.engine.decision.Event;
import io.understudy.engine.decision.Look;
import io.understudy.engine.decision.Policy;
import io.understudy.engine.decision.State;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// One life of the decision core: from the first state, made of what is on the disk, to its end. A
/// new life has a new incarnation.
final class Run implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SOUND_WITHIN = Duration.ofSeconds(1).toNanos();
  private static final Duration PAUSE_PATIENCE = Duration.ofSeconds(2);
  private static final Duration STAND_DOWN_PATIENCE = Duration.ofSeconds(5);

  private final Adapters adapters;
  private final Orders orders = new Orders();
  private final Requests requests = new Requests();
  private final Guarding guarding;
  private final Data data;
  private final Services services;
  private final Performance performance;
  private final Loop loop;
  private final long incarnation = new SecureRandom().nextLong() | 1;
  private final Optional<ClusterView.Hold> setBack;
  private volatile boolean frozen;

  /// @param found what the disk says
  /// @param ticker there at the start; later ones come from the adapters
  Run(
      Adapters adapters,
      Disk disk,
      Durable found,
      Chronicle chronicle,
      Flaps flaps,
      Policy policy,
      Ticker ticker,
      Runnable noted) {
    this.adapters = adapters;
    this.guarding = new Guarding(adapters, orders, policy.timing());
    this.data = new Data(adapters, orders, this::post, this::term);
    this.services = new Services(adapters, orders, data);
    this.performance =
        new Performance(
            adapters,
            orders,
            services,
            data,
            guarding,
            disk,
            requests,
            chronicle,
            flaps,
            policy.self(),
            this::post);
    long now = ticker.nanos();
    long boottime = ticker.boottimeNanos();
    State first = State.start(incarnation, found, policy, now, ticker.bootId(), boottime);
    Look beginning = first.look(now, policy);
    Set<String> kept = new HashSet<>();
    beginning
        .groups()
        .forEach(
            (group, look) -> {
              if (look.role() == Role.OWNER) {
                kept.add(group.name());
              }
            });
    this.setBack = flaps.begun(kept);
    this.loop =
        new Loop(
            new Loop.Kernel(adapters.ticker(), adapters.lease()),
            new Loop.Performer() {
              @Override
              public void perform(Action action, Tickets tickets, Lease lease) {
                performance.perform(action, tickets, lease);
                if (action instanceof Action.Note || action instanceof Action.Problems) {
                  noted.run();
                }
              }

              @Override
              public void moved() {
                noted.run();
              }
            },
            new Loop.Snapshot(first, policy, now),
            boottime - now);
  }

  void start() {
    loop.start();
    setBack.ifPresent(hold -> loop.post(new Event.SetBack(hold)));
    devicesChanged();
    data.start();
  }

  void post(Event event) {
    loop.post(event);
  }

  void adopt(Supplier<Policy> policy) {
    loop.adopt(policy);
  }

  /// Which devices have an adapter is seen when the core is told, as in [Loop#adopt].
  void devicesChanged() {
    loop.post(ticker -> new Event.DevicesChanged(Set.copyOf(adapters.devices().keySet())));
  }

  long incarnation() {
    return incarnation;
  }

  Guarding guarding() {
    return guarding;
  }

  Data data() {
    return data;
  }

  Policy policy() {
    return loop.snapshot().policy();
  }

  List<Problem> problems() {
    return Stream.concat(performance.problems().stream(), data.problems().stream()).toList();
  }

  /// {@return whether the core decided within the last second, and holds nothing beyond its lease}
  boolean sound() {
    Loop.Snapshot snapshot = loop.snapshot();
    Ticker ticker = adapters.ticker().get();
    if (frozen || ticker == null || ticker.nanos() - snapshot.at() > SOUND_WITHIN) {
      return false;
    }
    return look().groups().values().stream()
        .noneMatch(group -> group.role() == Role.OWNER && group.lease() <= 0);
  }

  /// {@return the core's look just now}
  Look look() {
    Loop.Snapshot snapshot = loop.snapshot();
    Ticker ticker = adapters.ticker().get();
    long now = ticker == null ? snapshot.at() : ticker.nanos();
    return snapshot.state().look(Math.max(now, snapshot.at()), snapshot.policy());
  }

  boolean owns(GroupId group) {
    return term(group).isPresent();
  }

  private Optional<Term> term(GroupId group) {
    return Optional.ofNullable(look().groups().get(group))
        .filter(look -> look.role() == Role.OWNER)
        .map(Look.GroupLook::term);
  }

  private List<GroupId> owned() {
    return look().groups().keySet().stream().filter(this::owns).toList();
  }

  /// {@return whether nothing moves just now, so that services may be judged}
  boolean settled(GroupId group) {
    Look look = look();
    Look.GroupLook there = look.groups().get(group);
    return !frozen && !look.maintenance() && there != null && there.doing().isEmpty();
  }

  Outcome handover(GroupId group, NodeId to) {
    return requests.ask(
        number -> post(new Event.Handover(number, group, to)),
        PATIENCE.plus(services.handoverLimit()));
  }

  Outcome standby(String reason, String by) {
    ClusterView.Hold hold = new ClusterView.Hold(reason, by, Instant.now(), false);
    return requests.ask(
        number -> post(new Event.Standby(number, hold)), PATIENCE.plus(services.handoverLimit()));
  }

  Outcome rejoin(boolean withoutPeer) {
    return ask(number -> new Event.Rejoin(number, withoutPeer));
  }

  Outcome fenced(NodeId node, String by) {
    return ask(number -> new Event.FencedByWord(number, node, by));
  }

  StoodDown standDown(GroupId group, Term term, NodeId by) {
    Outcome outcome =
        requests.ask(
            number -> post(new Event.StandDown(number, group, term, by, Instant.now())),
            STAND_DOWN_PATIENCE);
    Look.GroupLook known = look().groups().get(group);
    return new StoodDown(
        outcome, policy().self(), incarnation, known == null ? Term.NONE : known.term());
  }

  Outcome maintenance(boolean on) {
    return ask(number -> new Event.Maintain(number, on));
  }

  Outcome claimAlone(GroupId group) {
    return ask(number -> new Event.ClaimAlone(number, group));
  }

  Outcome pause(String what) {
    return requests.ask(
        number ->
            loop.post(
                ticker -> new Event.Pause(number, what, ticker.bootId(), ticker.boottimeNanos())),
        PAUSE_PATIENCE);
  }

  private Outcome ask(LongFunction<Event> command) {
    return requests.ask(number -> post(command.apply(number)), PATIENCE);
  }

  /// The takeover of a group is there, perhaps anew and with other addresses.
  void takeoverAppeared(GroupId group) {
    guarding.appeared(group);
    Look.GroupLook look = look().groups().get(group);
    if (look == null || look.role() != Role.OWNER) {
      return;
    }
    orders.start(
        "addresses of " + group,
        Duration.ofSeconds(5),
        () -> {
          guarding.await(group);
          Outcome claimed = adapters.awaitTakeover(group).claim(look.term());
          return owns(group) ? claimed : adapters.awaitTakeover(group).release();
        },
        outcome -> {});
  }

  /// Ends the steps without moving anything: the kernel holds what a pause was granted for.
  void freeze() {
    frozen = true;
    data.close();
    loop.close();
  }

  /// Hands over whatever this node owns.
  ///
  /// @return what didn't go well; empty if all did
  List<String> handOverAll() {
    List<String> troubles = new ArrayList<>();
    for (GroupId group : owned()) {
      Outcome outcome = handover(group, policy().peer());
      if (!(outcome instanceof Outcome.Done)) {
        troubles.add("group %s isn't handed over: %s".formatted(group, outcome));
      }
    }
    return troubles;
  }

  /// Hands over whatever this node owns, ends here what nobody takes, and freezes.
  List<String> depart() {
    List<String> troubles = handOverAll();
    List<GroupId> left = owned();
    freeze();
    left.forEach(this::end);
    return troubles;
  }

  private void end(GroupId group) {
    Lease lease = adapters.lease().get();
    if (lease != null) {
      lease.drop(group);
    }
    requests.ask(
        number ->
            services.standBy(group, Optional.empty(), outcome -> requests.answer(number, outcome)),
        PATIENCE);
    Takeover takeover = adapters.takeovers().get(group);
    if (takeover != null) {
      takeover.release();
    }
  }

  boolean ownsAnything() {
    return !owned().isEmpty();
  }

  @Override
  public void close() {
    freeze();
    orders.close();
  }
}

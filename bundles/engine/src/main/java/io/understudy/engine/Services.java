package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts and stops the services of a group as its [Plan] says; and sees that its data are let go
/// before the first one starts, and brought to the successor after the last one stopped.
final class Services {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);
  private static final Plan NONE = new Plan(Map.of());
  private static final Duration PROOF = Duration.ofSeconds(2);

  /// How a start ended.
  ///
  /// @param service the one that failed; empty if none, or none in particular
  record Started(Outcome outcome, String service) {
    static Started without(Outcome outcome) {
      return new Started(outcome, "");
    }
  }

  private final Adapters adapters;
  private final Orders orders;
  private final Data data;
  private final Calls calls;
  private final Lanes lanes = new Lanes();

  Services(Adapters adapters, Orders orders, Data data) {
    this.adapters = adapters;
    this.orders = orders;
    this.data = data;
    this.calls = new Calls(adapters);
  }

  private Plan plan(GroupId group) {
    Group configured = adapters.groups().get(group);
    return configured == null ? NONE : configured.definition().plan();
  }

  private Duration flushLimit(GroupId group) {
    Group configured = adapters.groups().get(group);
    return configured == null ? Duration.ZERO : configured.definition().flushLimit();
  }

  /// {@return the longest that a handover of any group waits for its services and data}
  Duration handoverLimit() {
    Duration most = Duration.ZERO;
    for (GroupId group : adapters.groups().keySet()) {
      Duration limit = limit(plan(group).names()).plus(flushLimit(group).multipliedBy(2));
      most = most.compareTo(limit) < 0 ? limit : most;
    }
    return most;
  }

  /// One after the other, even if several run at once, and each after an order before this one.
  private Duration limit(Collection<String> names) {
    Duration limit = Duration.ofSeconds(1);
    for (String name : names) {
      limit = limit.plus(calls.limit(name)).plus(PROOF);
    }
    return limit.multipliedBy(2);
  }

  /// Starts every service. Where one fails, those that need it aren't tried; what runs is left to
  /// run: the handover that follows stops it in good order.
  void start(GroupId group, Term term, Consumer<Started> then) {
    Plan plan = plan(group);
    orders.start(
        "start of " + group,
        limit(plan.names()).plus(Data.AT_START),
        () -> lanes.start(group, () -> start(group, term, plan)),
        Started::without,
        then);
  }

  private Started start(GroupId group, Term term, Plan plan) throws InterruptedException {
    Outcome let = data.ownAtStart(group, term);
    if (!(let instanceof Outcome.Done)) {
      return Started.without(let);
    }
    return worst(
        new Sequence(
                plan.names(),
                name -> plan.needs().get(name),
                false,
                name -> calls.give(name, ServiceHook::start))
            .run());
  }

  private static Started worst(Map<String, Outcome> outcomes) {
    for (Map.Entry<String, Outcome> one : outcomes.entrySet()) {
      String service = "service " + one.getKey() + ": ";
      switch (one.getValue()) {
        case Outcome.Done done -> {}
        case Outcome.Failed(var reason) -> {
          return new Started(new Outcome.Failed(service + reason), one.getKey());
        }
        case Outcome.Unknown(var reason) -> {
          return new Started(new Outcome.Unknown(service + reason), one.getKey());
        }
      }
    }
    return Started.without(Outcome.DONE);
  }

  /// Brings the services to what they are on a standby, in reverse order, and in a handover the
  /// data to the successor: services that didn't stop could still write. What runs on the standby
  /// is left alone in a handover, and else started afterwards; whether it does is no condition.
  void standBy(GroupId group, Optional<NodeId> successor, Consumer<Outcome> then) {
    Plan plan = plan(group);
    Duration limit = successor.isEmpty() ? Duration.ZERO : flushLimit(group);
    orders.start(
        "stop of " + group,
        limit(plan.names()).plus(limit.multipliedBy(2)),
        () -> {
          if (successor.isPresent()) {
            data.approach(group, successor.get(), limit);
          }
          return lanes.stop(
              group,
              () -> {
                Outcome stopped = stop(plan, plan.names(), false);
                return stopped instanceof Outcome.Done && successor.isPresent()
                    ? data.flush(group, successor.get(), limit)
                    : stopped;
              });
        },
        outcome -> {
          then.accept(outcome);
          if (successor.isEmpty()) {
            startStandby(group, plan);
          }
        });
  }

  /// Stops all of them, also those that run on a standby.
  void end(GroupId group, Consumer<Outcome> then) {
    Plan plan = plan(group);
    orders.start(
        "end of " + group,
        limit(plan.names()),
        () -> lanes.stop(group, () -> stop(plan, plan.names(), true)),
        then);
  }

  /// Stops a service and those that need it, and starts them again.
  ///
  /// @param owner else only what runs on a standby starts
  void restart(GroupId group, String service, boolean owner, Consumer<Outcome> then) {
    Plan plan = plan(group);
    Set<String> names = plan.with(service);
    orders.start(
        "restart of service " + service,
        limit(names).multipliedBy(2),
        () -> lanes.start(group, () -> restart(plan, names, owner)),
        then);
  }

  private Outcome restart(Plan plan, Set<String> names, boolean owner) throws InterruptedException {
    Outcome stopped = stop(plan, names, true);
    if (!(stopped instanceof Outcome.Done)) {
      return stopped;
    }
    return worst(
            new Sequence(
                    names,
                    name -> plan.needs().get(name),
                    false,
                    name ->
                        calls.give(
                            name,
                            hook -> owner || hook.runsOnStandby() ? hook.start() : Outcome.DONE))
                .run())
        .outcome();
  }

  private void startStandby(GroupId group, Plan plan) {
    List<String> names = new ArrayList<>();
    for (String name : plan.names()) {
      ServiceHook hook = adapters.hooks().get(name);
      if (hook != null && hook.runsOnStandby()) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      return;
    }
    orders.start(
        "standby services of " + group,
        limit(names),
        () ->
            lanes.start(
                group,
                () ->
                    worst(
                            new Sequence(
                                    names,
                                    name -> plan.needs().get(name),
                                    true,
                                    name -> calls.give(name, ServiceHook::start))
                                .run())
                        .outcome()),
        outcome -> {
          if (!(outcome instanceof Outcome.Done)) {
            LOG.warn("group {}, on the standby: {}; its checks go on with it", group, outcome);
          }
        });
  }

  /// Each as soon as nothing needs it any more; one that doesn't stop keeps no other running.
  private Outcome stop(Plan plan, Collection<String> names, boolean all)
      throws InterruptedException {
    Map<String, Outcome> outcomes =
        new Sequence(names, plan::neededBy, true, name -> stop(name, all)).run();
    return switch (worst(new LinkedHashMap<>(outcomes)).outcome()) {
      case Outcome.Done done -> done;
      case Outcome.Failed(var reason) -> new Outcome.Failed("services did not stop: " + reason);
      case Outcome.Unknown(var reason) -> new Outcome.Unknown("services did not stop: " + reason);
    };
  }

  /// Whatever the stop says: a service that says itself that it is stopped, is.
  private Outcome stop(String name, boolean all) throws InterruptedException {
    Outcome outcome =
        calls.give(name, hook -> hook.runsOnStandby() && !all ? Outcome.DONE : hook.stop());
    ServiceHook hook = adapters.hooks().get(name);
    if (outcome instanceof Outcome.Done || hook == null) {
      return outcome;
    }
    boolean stopped = new Question(name).ask(hook, PROOF) instanceof ServiceHook.Status.Stopped;
    return stopped ? Outcome.DONE : outcome;
  }
}

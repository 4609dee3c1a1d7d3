package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.Term;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts and stops the services of a group, in their order; and sees that its data are let go
/// before the first one starts, and brought to the successor after the last one stopped.
final class Services {
  private static final Duration ABSENT = Duration.ofSeconds(10);

  private final Adapters adapters;
  private final Orders orders;
  private final Data data;

  Services(Adapters adapters, Orders orders, Data data) {
    this.adapters = adapters;
    this.orders = orders;
    this.data = data;
  }

  /// {@return the names of the group's services, in the order in which they start}
  List<String> of(GroupId group) {
    Group configured = adapters.groups().get(group);
    return configured == null ? List.of() : configured.definition().services();
  }

  /// {@return the longest that a handover of any group waits for its data}
  Duration flushLimit() {
    return adapters.groups().values().stream()
        .map(group -> group.definition().flushLimit())
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /// Starts every service. All are tried, also after one failed.
  void start(GroupId group, Term term, Consumer<Outcome> then) {
    List<String> names = of(group);
    orders.start(
        "start of " + group,
        patience(names).plus(Data.AT_START),
        () -> {
          Outcome let = data.ownAtStart(group, term);
          return let instanceof Outcome.Done
              ? each(names, name -> adapters.awaitHook(name).start())
              : let;
        },
        then);
  }

  /// Brings the services to what they are on a standby, in reverse order, and in a handover the
  /// data to the successor: services that didn't stop could still write.
  void standBy(GroupId group, Optional<NodeId> successor, Consumer<Outcome> then) {
    List<String> names = of(group).reversed();
    Group configured = adapters.groups().get(group);
    Duration limit =
        configured == null || successor.isEmpty()
            ? Duration.ZERO
            : configured.definition().flushLimit();
    orders.start(
        "stop of " + group,
        patience(names).plus(limit.multipliedBy(2)),
        () -> {
          if (successor.isPresent()) {
            data.approach(group, successor.get(), limit);
          }
          return switch (each(names, this::standBy)) {
            case Outcome.Done done when successor.isPresent() ->
                data.flush(group, successor.get(), limit);
            case Outcome.Done done -> done;
            case Outcome.Failed(var reason) ->
                new Outcome.Failed("services did not stop: " + reason);
            case Outcome.Unknown(var reason) ->
                new Outcome.Unknown("services did not stop: " + reason);
          };
        },
        then);
  }

  private Outcome standBy(String name) throws InterruptedException {
    ServiceHook hook = adapters.awaitHook(name);
    return hook.runsOnStandby() ? hook.start() : hook.stop();
  }

  private interface Order {
    Outcome give(String name) throws InterruptedException;
  }

  private static Outcome each(List<String> names, Order order) throws InterruptedException {
    Outcome worst = Outcome.DONE;
    for (String name : names) {
      Outcome outcome = order.give(name);
      if (!(outcome instanceof Outcome.Done)) {
        worst = outcome;
      }
    }
    return worst;
  }

  private Duration patience(List<String> names) {
    Duration patience = Duration.ofSeconds(1);
    for (String name : names) {
      ServiceHook hook = adapters.hooks().get(name);
      patience = patience.plus(hook == null ? ABSENT : hook.patience());
    }
    return patience;
  }
}

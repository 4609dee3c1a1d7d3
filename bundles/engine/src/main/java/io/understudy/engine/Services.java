package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Starts and stops the services of a group, in their order.
final class Services {
  private static final Duration ABSENT = Duration.ofSeconds(10);

  private final Adapters adapters;
  private final Orders orders;

  Services(Adapters adapters, Orders orders) {
    this.adapters = adapters;
    this.orders = orders;
  }

  /// {@return the names of the group's services, in the order in which they start}
  List<String> of(GroupId group) {
    Group configured = adapters.groups().get(group);
    return configured == null ? List.of() : configured.definition().services();
  }

  /// Starts every service. All are tried, also after one failed.
  void start(GroupId group, Consumer<Outcome> then) {
    List<String> names = of(group);
    run("start of " + group, names, name -> adapters.awaitHook(name).start(), then);
  }

  /// Brings the services to what they are on a standby, in reverse order.
  void standBy(GroupId group, Consumer<Outcome> then) {
    run("stop of " + group, of(group).reversed(), this::standBy, then);
  }

  private Outcome standBy(String name) throws InterruptedException {
    ServiceHook hook = adapters.awaitHook(name);
    return hook.runsOnStandby() ? hook.start() : hook.stop();
  }

  private interface Order {
    Outcome give(String name) throws InterruptedException;
  }

  private void run(String what, List<String> names, Order order, Consumer<Outcome> then) {
    Callable<Outcome> all =
        () -> {
          Outcome worst = Outcome.DONE;
          for (String name : names) {
            Outcome outcome = order.give(name);
            if (!(outcome instanceof Outcome.Done)) {
              worst = outcome;
            }
          }
          return worst;
        };
    orders.start(what, patience(names), all, then);
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

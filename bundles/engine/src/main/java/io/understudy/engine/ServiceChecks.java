package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks every service of every group again and again. One that should run here and doesn't is
/// started once; if that doesn't help, its group is called sick. What to do about it is the core's
/// decision.
final class ServiceChecks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceChecks.class);

  private final Adapters adapters;
  private final Predicate<GroupId> owned;
  private final Predicate<GroupId> settled;
  private final BiConsumer<GroupId, String> found;
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, String> statuses = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile Duration interval;
  private volatile int most;

  /// @param owned whether this node owns a group
  /// @param settled false while a group moves, or maintenance is on: then nothing is judged
  /// @param found hears what is wrong with a group's services; empty if nothing
  ServiceChecks(
      Adapters adapters,
      Predicate<GroupId> owned,
      Predicate<GroupId> settled,
      BiConsumer<GroupId, String> found,
      Duration interval,
      int most) {
    this.adapters = adapters;
    this.owned = owned;
    this.settled = settled;
    this.found = found;
    this.interval = interval;
    this.most = most;
    this.thread = Thread.ofVirtual().name("service checks").start(this::run);
  }

  /// @param most how many failures in a row make a service sick
  void pace(Duration interval, int most) {
    this.interval = interval;
    this.most = most;
  }

  /// {@return the services of a group, as last seen}
  List<ClusterView.ServiceView> views(Group.Definition group) {
    return group.services().stream()
        .map(name -> new ClusterView.ServiceView(name, statuses.getOrDefault(name, "unknown")))
        .toList();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(interval);
        for (Group group : adapters.groups().values()) {
          check(group.definition());
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(Group.Definition group) {
    List<String> sick = new ArrayList<>();
    for (String name : group.services()) {
      ServiceHook hook = adapters.hooks().get(name);
      if (hook == null) {
        statuses.put(name, "no hook of this name");
        continue;
      }
      try {
        check(group.name(), hook, sick);
      } catch (RuntimeException e) {
        LOG.warn("check of service {} failed", name, e);
      }
    }
    if (settled.test(group.name())) {
      found.accept(group.name(), String.join("; ", sick));
    }
  }

  private void check(GroupId group, ServiceHook hook, List<String> sick) {
    ServiceHook.Status status = hook.status();
    statuses.put(hook.name(), words(status));
    boolean shouldRun = owned.test(group) || hook.runsOnStandby();
    if (!shouldRun || status instanceof ServiceHook.Status.Running || !settled.test(group)) {
      failures.remove(hook.name());
      return;
    }
    int failed = failures.merge(hook.name(), 1, Integer::sum);
    if (failed == most) {
      LOG.warn("service {} of group {}: {}; starting it", hook.name(), group, words(status));
      Outcome outcome = hook.start();
      LOG.info("service {}: {}", hook.name(), outcome);
    } else if (failed > most) {
      sick.add("service " + hook.name() + ": " + words(status));
    }
  }

  private static String words(ServiceHook.Status status) {
    return switch (status) {
      case ServiceHook.Status.Running running -> "running";
      case ServiceHook.Status.Stopped stopped -> "stopped";
      case ServiceHook.Status.Sick(String reason) -> "sick: " + reason;
    };
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

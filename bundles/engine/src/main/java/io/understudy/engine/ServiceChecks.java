package io.understudy.engine;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.ServiceHook;
import io.understudy.engine.decision.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Has every service of every group watched, and tells the core what is wrong with a group's
/// services and each time that one fails. What to do about it is the core's decision.
final class ServiceChecks implements AutoCloseable {
  private record Key(GroupId group, String service) {}

  private final Adapters adapters;
  private final Predicate<GroupId> owned;
  private final Predicate<GroupId> settled;
  private final Consumer<Event> events;
  private final Supplier<EngineSettings> settings;
  private final Map<Key, Thread> watches = new HashMap<>();
  private final Map<Key, String> statuses = new ConcurrentHashMap<>();
  private final Map<GroupId, Map<String, String>> sick = new HashMap<>();
  private boolean closed;

  /// @param owned whether this node owns a group
  /// @param settled false while a group moves, or maintenance is on: then nothing is judged
  /// @param events where it is told
  /// @param settings what a group's own settings leave open
  ServiceChecks(
      Adapters adapters,
      Predicate<GroupId> owned,
      Predicate<GroupId> settled,
      Consumer<Event> events,
      Supplier<EngineSettings> settings) {
    this.adapters = adapters;
    this.owned = owned;
    this.settled = settled;
    this.events = events;
    this.settings = settings;
  }

  /// Groups or their services are others than before.
  synchronized void follow() {
    Set<Key> wanted = new HashSet<>();
    for (Group group : adapters.groups().values()) {
      Group.Definition definition = group.definition();
      definition.services().forEach(name -> wanted.add(new Key(definition.name(), name)));
    }
    watches.entrySet().removeIf(watch -> !wanted.contains(watch.getKey()) && ended(watch));
    if (!closed) {
      wanted.forEach(key -> watches.computeIfAbsent(key, this::watch));
    }
  }

  private boolean ended(Map.Entry<Key, Thread> watch) {
    watch.getValue().interrupt();
    statuses.remove(watch.getKey());
    Map<String, String> theirs = sick.get(watch.getKey().group());
    if (theirs != null) {
      theirs.remove(watch.getKey().service());
    }
    return true;
  }

  private Thread watch(Key key) {
    Watch watch = new Watch(adapters, key.service(), new Watched(key));
    return Thread.ofVirtual().name("watch of " + key.service()).start(watch);
  }

  /// {@return the services of a group, as last seen}
  ///
  /// @param failures that still count, by service
  List<ClusterView.ServiceView> views(Group.Definition group, Map<String, Integer> failures) {
    return group.services().stream()
        .map(
            name ->
                new ClusterView.ServiceView(
                    name,
                    statuses.getOrDefault(new Key(group.name(), name), "unknown"),
                    failures.getOrDefault(name, 0)))
        .toList();
  }

  /// What the group's services are called, said again while it isn't empty: a new ownership begins
  /// with a clean slate.
  private synchronized void judged(Key key, String what) {
    Map<String, String> theirs = sick.computeIfAbsent(key.group(), first -> new TreeMap<>());
    String before = what.isEmpty() ? theirs.remove(key.service()) : theirs.put(key.service(), what);
    if (!closed && (!what.isEmpty() || before != null)) {
      String all =
          theirs.entrySet().stream()
              .map(one -> "service %s: %s".formatted(one.getKey(), one.getValue()))
              .collect(Collectors.joining("; "));
      events.accept(new Event.ServicesChecked(key.group(), all));
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    watches.values().forEach(Thread::interrupt);
  }

  private final class Watched implements Watch.Duty {
    private final Key key;

    Watched(Key key) {
      this.key = key;
    }

    @Override
    public Watch.Pace pace() {
      Group group = adapters.groups().get(key.group());
      EngineSettings engine = settings.get();
      return group == null
          ? Group.Checks.DEFAULT.pace(engine)
          : group.definition().checks().pace(engine);
    }

    @Override
    public boolean judges() {
      return settled.test(key.group());
    }

    @Override
    public boolean expects(ServiceHook hook) {
      return hook.runsOnStandby() || owned.test(key.group());
    }

    @Override
    public void seen(String status) {
      statuses.put(key, status);
    }

    @Override
    public void judged(String what) {
      ServiceChecks.this.judged(key, what);
    }

    @Override
    public void failed(String reason) {
      events.accept(new Event.ServiceFailed(key.group(), key.service(), reason));
    }
  }
}

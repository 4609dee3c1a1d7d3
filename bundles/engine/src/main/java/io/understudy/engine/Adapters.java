package io.understudy.engine;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.HeartbeatPath;
import io.understudy.api.PathId;
import io.understudy.api.ReferenceDevice;
import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.api.Takeover;
import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Ticker;
import io.understudy.api.mirror.GroupData;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The services that are there just now, by name. Filled by Declarative Services on its threads,
/// read by the loop on its own. Whoever has the same name later replaces whoever had it before; a
/// late farewell of the earlier one then changes nothing.
final class Adapters {
  private final Map<PathId, HeartbeatPath> paths = new ConcurrentSkipListMap<>();
  private final Map<DeviceId, ReferenceDevice> devices = new ConcurrentSkipListMap<>();
  private final Map<GroupId, Takeover> takeovers = new ConcurrentHashMap<>();
  private final Map<String, ServiceHook> hooks = new ConcurrentHashMap<>();
  private final Map<GroupId, Group> groups = new ConcurrentSkipListMap<>();
  private final Fences fences = new Fences();
  private final List<Reporting> reporters = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Ticker> ticker = new AtomicReference<>();
  private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>();
  private final AtomicReference<@Nullable GroupData> data = new AtomicReference<>();
  private final SharedSettings shared = new SharedSettings(InstantSource.system());
  private final Notices notices = new Notices();
  private volatile boolean dataKept;

  SharedSettings shared() {
    return shared;
  }

  Notices notices() {
    return notices;
  }

  Map<PathId, HeartbeatPath> paths() {
    return paths;
  }

  Map<DeviceId, ReferenceDevice> devices() {
    return devices;
  }

  Map<GroupId, Takeover> takeovers() {
    return takeovers;
  }

  Map<String, ServiceHook> hooks() {
    return hooks;
  }

  Map<GroupId, Group> groups() {
    return groups;
  }

  List<Reporting> reporters() {
    return reporters;
  }

  AtomicReference<@Nullable Ticker> ticker() {
    return ticker;
  }

  AtomicReference<@Nullable Lease> lease() {
    return lease;
  }

  /// {@return whoever keeps the groups' data, if there just now}
  @Nullable GroupData data() {
    return data.get();
  }

  /// {@return whether anybody keeps the groups' data, or did}
  boolean dataKept() {
    return dataKept;
  }

  void dataAppeared(GroupData keeper) {
    dataKept = true;
    data.set(keeper);
    changed();
  }

  void dataVanished(GroupData keeper) {
    data.compareAndSet(keeper, null);
  }

  Fences fences() {
    return fences;
  }

  /// {@return the group's takeover; waits while its bundle is being replaced, until interrupted}
  Takeover awaitTakeover(GroupId group) throws InterruptedException {
    return await(() -> takeovers.get(group));
  }

  /// {@return the hook of this name; waits while its bundle is being replaced, until `patience` is
  /// over}
  synchronized Optional<ServiceHook> awaitHook(String name, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!hooks.containsKey(name) && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
    return Optional.ofNullable(hooks.get(name));
  }

  /// {@return whoever keeps the groups' data; waits while it is being replaced, until `patience` is
  /// over}
  synchronized Optional<GroupData> awaitData(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (data.get() == null && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
    return Optional.ofNullable(data.get());
  }

  /// Waits for the clock and the lease.
  Ticker awaitKernel() throws InterruptedException {
    await(lease::get);
    return await(ticker::get);
  }

  /// Waits until these groups are configured, or `patience` is over.
  synchronized void awaitGroups(Set<GroupId> wanted, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!groups.keySet().containsAll(wanted) && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
  }

  /// {@return what a first decision needs and isn't there, in words}
  String missing() {
    return ticker.get() == null || lease.get() == null
        ? "the linux bundle's services aren't there"
        : "it waits for the configuration of its groups";
  }

  private synchronized <T> T await(Supplier<@Nullable T> adapter) throws InterruptedException {
    while (true) {
      T there = adapter.get();
      if (there != null) {
        return there;
      }
      wait();
    }
  }

  /// Wakes those who wait for an adapter.
  synchronized void changed() {
    notifyAll();
  }
}

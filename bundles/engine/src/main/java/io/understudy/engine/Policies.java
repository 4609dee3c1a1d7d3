package io.understudy.engine;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.ReferenceDevice;
import io.understudy.engine.decision.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Makes the core's policy of the settings and of what is bound. A device whose adapter vanished
/// stays configured for a while: replacing a bundle is no change of policy.
final class Policies {
  private static final Duration REMEMBERED = Duration.ofSeconds(30);

  private record Known(int weight, Instant until) {}

  private final Adapters adapters;
  private final InstantSource clock;
  private final Map<DeviceId, Known> known = new HashMap<>();

  Policies(Adapters adapters, InstantSource clock) {
    this.adapters = adapters;
    this.clock = clock;
  }

  /// @param forgotten called when a vanished device is no longer remembered
  void devicesChanged(Runnable forgotten) {
    CompletableFuture.delayedExecutor(REMEMBERED.toMillis() + 100, TimeUnit.MILLISECONDS)
        .execute(forgotten);
  }

  synchronized Policy of(EngineSettings settings) {
    Instant now = clock.instant();
    for (ReferenceDevice device : adapters.devices().values()) {
      known.put(device.id(), new Known(device.weight(), Instant.MAX));
    }
    known.replaceAll(
        (id, device) ->
            device.until().equals(Instant.MAX) && !adapters.devices().containsKey(id)
                ? new Known(device.weight(), now.plus(REMEMBERED))
                : device);
    known.values().removeIf(device -> device.until().isBefore(now));
    Map<DeviceId, Integer> devices = new TreeMap<>();
    known.forEach((id, device) -> devices.put(id, device.weight()));
    Map<GroupId, Policy.GroupPolicy> groups = new TreeMap<>();
    for (Group group : adapters.groups().values()) {
      Group.Definition definition = group.definition();
      groups.put(
          definition.name(),
          new Policy.GroupPolicy(
              Policy.Fencing.valueOf(definition.fencing().name()),
              definition.blind(),
              definition.failing()));
    }
    return new Policy(
        settings.self(),
        settings.nodes(),
        settings.timing(),
        groups,
        devices,
        settings.rejoinAfter());
  }
}

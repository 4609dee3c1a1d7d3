package io.understudy.linux;

import io.understudy.api.kernel.Lease.Kind;
import io.understudy.api.kernel.Lease.Span;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A group that the lease guards.
///
/// @param raw the addresses as bytes, for the hot path
/// @param applied the devices whose rules are in force, with their numbers
/// @param problem why the rules aren't in force; empty if they are
record Guarded(
    Set<String> devices,
    Set<InetAddress> addresses,
    Map<Kind, Span> spans,
    List<byte[]> raw,
    Map<String, Integer> applied,
    String problem) {
  /// Below, the kernel would round a time-out to nothing, and nothing means for ever.
  private static final Duration LEAST = Duration.ofMillis(20);

  static final Span TRIAL = new Span(LEAST, LEAST);

  private static final Duration MOST = Duration.ofMinutes(10);
  private static final Pattern DEVICE = Pattern.compile("[^\\s/\"\\\\]{1,15}");

  static Guarded of(Set<String> devices, Set<InetAddress> addresses, Map<Kind, Span> spans) {
    return new Guarded(
        Set.copyOf(devices),
        Set.copyOf(addresses),
        new EnumMap<>(spans),
        addresses.stream().map(InetAddress::getAddress).toList(),
        Map.of(),
        "not yet guarded");
  }

  Guarded applied(Map<String, Integer> devices, String problem) {
    return new Guarded(this.devices, addresses, spans, raw, Map.copyOf(devices), problem);
  }

  /// {@return what makes it impossible to guard, with the remedy}
  static Optional<String> objection(
      Set<String> devices, Set<InetAddress> addresses, Map<Kind, Span> spans) {
    if (devices.isEmpty() || addresses.isEmpty() || spans.isEmpty()) {
      return Optional.of("no device, address or span to guard with; give at least one of each");
    }
    for (String device : devices) {
      if (!DEVICE.matcher(device).matches()) {
        return Optional.of("'%s' can't be the name of a device".formatted(device));
      }
    }
    for (Map.Entry<Kind, Span> span : spans.entrySet()) {
      for (Duration time : List.of(span.getValue().ticket(), span.getValue().hold())) {
        if (time.compareTo(LEAST) < 0 || time.compareTo(MOST) > 0) {
          return Optional.of(
              "%d ms for %s is out of range; use %d ms to %d min"
                  .formatted(time.toMillis(), span.getKey(), LEAST.toMillis(), MOST.toMinutes()));
        }
      }
    }
    return Optional.empty();
  }

  List<String> names() {
    return addresses.stream().map(InetAddress::getHostAddress).sorted().toList();
  }

  /// {@return the devices that exist now}
  Map<String, Integer> existing() {
    Map<String, Integer> existing = new HashMap<>();
    for (String device : devices) {
      int index = Libc.deviceIndex(device);
      if (index > 0) {
        existing.put(device, index);
      }
    }
    return existing;
  }
}

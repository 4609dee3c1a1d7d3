package io.understudy.heartbeat;

import static java.util.Objects.requireNonNull;

import io.understudy.api.NodeId;
import io.understudy.api.PathId;
import io.understudy.api.Reading;
import io.understudy.api.SettingsCheck.Objection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of [PathConfig].
record PathSettings(PathId id, NodeId peer, Endpoint local, Endpoint remote, int port) {
  private static final int DEFAULT_PORT = 7789;

  /// @throws IllegalArgumentException naming PID, key, value and remedy
  static PathSettings of(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    PathSettings read = read(reading);
    reading.refuse();
    return requireNonNull(read);
  }

  static List<Objection> objections(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    read(reading);
    return reading.objections();
  }

  private static @Nullable PathSettings read(Reading reading) {
    PathId id = reading.required("name", "name the path, like lan or cross", PathId::new);
    NodeId peer = reading.required("node", "name the other node", NodeId::new);
    Endpoint local =
        reading.required(
            "local", "write this node's address, like 10.0.0.1 or fd00::1", Endpoint::parse);
    Endpoint remote =
        reading.required(
            "remote", "write the other node's address, like 10.0.0.2", Endpoint::parse);
    Integer port =
        reading.optional(
            "port", DEFAULT_PORT, "use 1 to 65535, the same on both nodes", PathSettings::udpPort);
    if (local != null && remote != null) {
      remote = remote.orScopeOf(local);
      local = local.orScopeOf(remote);
      compare(reading, local, remote);
    }
    return id == null || peer == null || local == null || remote == null || port == null
        ? null
        : new PathSettings(id, peer, local, remote, port);
  }

  private static void compare(Reading reading, Endpoint local, Endpoint remote) {
    if (!local.sameFamily(remote)) {
      reading.object(
          "remote",
          "'%s' and local = '%s' are of different families".formatted(remote, local),
          "use two IPv4 or two IPv6 addresses");
    } else if (local.address().equals(remote.address())) {
      reading.object(
          "remote", "'%s' is local too".formatted(remote), "write the other node's address");
    }
    for (Endpoint each : List.of(local, remote)) {
      if (each.linkLocal() == each.scope().isEmpty()) {
        reading.object(
            each == local ? "local" : "remote",
            each.linkLocal()
                ? "'%s' is link-local and names no interface".formatted(each)
                : "'%s' names an interface, but isn't link-local".formatted(each),
            each.linkLocal() ? "write it like fe80::1%eth1" : "leave out what begins with %");
      }
    }
  }

  private static Integer udpPort(String text) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("there is no such port");
    }
    return port;
  }
}

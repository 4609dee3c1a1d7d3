package io.understudy.arbitration;

import static java.util.Objects.requireNonNull;

import io.understudy.api.NodeId;
import io.understudy.api.Reading;
import io.understudy.api.SettingsCheck.Objection;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of [PortConfig].
record PortSettings(String link, List<Peer> peers) {
  private static final int LONGEST_LINK = 15;

  /// One address of one node on the devices' LAN.
  record Peer(NodeId node, InetAddress address) {
    static Peer parse(String text) {
      int at = text.indexOf('@');
      if (at < 0) {
        throw new IllegalArgumentException("'" + text + "' has no @");
      }
      return new Peer(
          new NodeId(text.substring(0, at).strip()), Literal.parse(text.substring(at + 1).strip()));
    }
  }

  /// @throws IllegalArgumentException naming PID, key, value and remedy
  static PortSettings of(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    PortSettings read = read(reading);
    reading.refuse();
    return requireNonNull(read);
  }

  static List<Objection> objections(Map<String, ?> settings) {
    Reading reading = new Reading(settings);
    read(reading);
    return reading.objections();
  }

  private static @Nullable PortSettings read(Reading reading) {
    String link =
        reading.required(
            "interface", "name the interface on the devices' LAN, like eth0", PortSettings::link);
    List<Peer> peers =
        reading.optional(
            "peers",
            List.of(),
            "write it like a@10.0.0.1, b@10.0.0.2, a@fd00::1, b@fd00::2",
            PortSettings::peers);
    return link == null || peers == null ? null : new PortSettings(link, peers);
  }

  private static String link(String text) {
    if (text.length() > LONGEST_LINK || text.chars().anyMatch(c -> c <= ' ' || c == '/')) {
      throw new IllegalArgumentException("no interface can have that name");
    }
    return text;
  }

  private static List<Peer> peers(String text) {
    List<Peer> peers = new ArrayList<>();
    for (String each : text.split(",")) {
      if (!each.isBlank()) {
        Peer peer = Peer.parse(each.strip());
        peers.stream()
            .filter(other -> other.address.equals(peer.address))
            .findAny()
            .ifPresent(
                other -> {
                  throw new IllegalArgumentException(
                      "'%s' has an address that is given to %s".formatted(each, other.node));
                });
        peers.add(peer);
      }
    }
    return List.copyOf(peers);
  }
}

package io.understudy.mirroring;

import io.understudy.api.NodeId;
import io.understudy.api.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What all rules of this node share.
///
/// @param key the file of the cluster's key
/// @param listen where this node takes connections
/// @param peer the other node
/// @param addresses of the other node, the preferred one first
/// @param cpu of all rules together, in percent of one processor
record MirroringSettings(
    Path key,
    List<InetSocketAddress> listen,
    NodeId peer,
    List<InetSocketAddress> addresses,
    int cpu) {
  static final String PID = "io.understudy.mirroring";
  static final int PORT = 7790;
  static final int USUAL_CPU = 80;

  private static final int MOST = 8;

  /// One address of the other node.
  private record Peer(NodeId node, InetAddress address) {}

  MirroringSettings {
    listen = List.copyOf(listen);
    addresses = List.copyOf(addresses);
  }

  /// @param home of the node, for a relative `key`
  static MirroringSettings of(Map<String, ?> values, Path home) {
    Settings settings = Settings.of(PID, values);
    int port = settings.number("port", PORT, 1, 65535);
    Path key = settings.required("key", "config/cluster.key", text -> home.resolve(text));
    List<InetAddress> listen = settings.list("listen", MirroringSettings::address);
    if (listen.isEmpty() || listen.size() > MOST) {
      throw settings.refuse(
          "listen",
          listen.isEmpty() ? "is missing" : "has more than %d addresses".formatted(MOST),
          "write this node's addresses on which it takes mirrored data, like 10.0.0.1");
    }
    List<Peer> peers = settings.list("peers", MirroringSettings::peer);
    if (peers.isEmpty() || peers.size() > MOST) {
      throw settings.refuse(
          "peers",
          peers.isEmpty() ? "is missing" : "has more than %d addresses".formatted(MOST),
          "write the other node's addresses, like b@10.0.0.2, b@192.0.2.2");
    }
    NodeId peer = peers.getFirst().node();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (Peer one : peers) {
      if (!one.node().equals(peer)) {
        throw settings.refuse(
            "peers",
            "names nodes %s and %s".formatted(peer, one.node()),
            "name one other node: a cluster has two");
      } else if (listen.contains(one.address())) {
        throw settings.refuse(
            "peers",
            "'%s@%s' is an address of this node's listen".formatted(peer, text(one.address())),
            "write the other node's address");
      }
      addresses.add(new InetSocketAddress(one.address(), port));
    }
    return new MirroringSettings(
        key,
        listen.stream().map(one -> new InetSocketAddress(one, port)).toList(),
        peer,
        addresses,
        settings.number("cpu", USUAL_CPU, 1, 400));
  }

  private static Peer peer(String text) {
    int at = text.indexOf('@');
    if (at < 1) {
      throw new IllegalArgumentException("write node, @, address, like b@10.0.0.2");
    }
    return new Peer(new NodeId(text.substring(0, at)), address(text.substring(at + 1)));
  }

  /// Names aren't looked up: that could take long, and name servers fail too.
  private static InetAddress address(String text) {
    boolean literal = text.indexOf(':') >= 0 || text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    if (literal) {
      try {
        return InetAddress.getByName(text);
      } catch (UnknownHostException wrong) {
        // The refusal below says it.
      }
    }
    throw new IllegalArgumentException("write an address, like 10.0.0.1 or fd00::1");
  }

  private static String text(InetAddress address) {
    return address.getHostAddress();
  }

  /// {@return whether connections can stay as they are}
  boolean sameLink(MirroringSettings other) {
    return key.equals(other.key)
        && listen.equals(other.listen)
        && peer.equals(other.peer)
        && addresses.equals(other.addresses);
  }
}

package io.understudy.takeover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Network settings of the kernel that virtual MAC addresses need, written through /proc/sys. What
/// couldn't be written is remembered until it can.
final class Sysctls {
  private final Path root;
  private final Map<String, String> refused = new TreeMap<>();

  Sysctls(Path root) {
    this.root = root;
  }

  /// The LAN device must leave the group's addresses to the group's device: it answers ARP for its
  /// own addresses only, and asks with its own addresses only.
  void besideVirtual(String lan) {
    raise("ipv4/conf/" + lan + "/arp_ignore", 1);
    raise("ipv4/conf/" + lan + "/arp_announce", 2);
  }

  /// Removing an address must not remove others of its network, be they the node's own.
  void sharing(String device) {
    raise("ipv4/conf/" + device + "/promote_secondaries", 1);
  }

  /// The group's device has the group's addresses and no other.
  void virtual(String device) {
    sharing(device);
    raise("ipv4/conf/" + device + "/arp_ignore", 1);
    raise("ipv4/conf/" + device + "/arp_announce", 2);
    // The way back leads through the LAN device: a strict filter would drop what arrives here.
    set("ipv4/conf/" + device + "/rp_filter", 2);
    if (Files.isDirectory(root.resolve("ipv6/conf/" + device))) {
      set("ipv6/conf/" + device + "/disable_ipv6", 0);
      set("ipv6/conf/" + device + "/addr_gen_mode", 1);
      set("ipv6/conf/" + device + "/accept_dad", 0);
      set("ipv6/conf/" + device + "/accept_ra", 0);
      set("ipv6/conf/" + device + "/autoconf", 0);
    }
  }

  boolean forwardsIpv6(String device) {
    return read("ipv6/conf/" + device + "/forwarding").map(value -> value > 0).orElse(false);
  }

  /// {@return what to set by hand, with the reason; empty if all is well}
  synchronized Optional<String> refused() {
    return refused.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", refused.values()));
  }

  private void raise(String key, int least) {
    if (read(key).map(value -> value < least).orElse(true)) {
      set(key, least);
    }
  }

  private synchronized void set(String key, int value) {
    try {
      if (read(key).filter(now -> now == value).isEmpty()) {
        Files.writeString(root.resolve(key), Integer.toString(value));
      }
      refused.remove(key);
    } catch (IOException e) {
      refused.put(key, "net/%s=%d (%s)".formatted(key, value, e.getMessage()));
    }
  }

  private Optional<Integer> read(String key) {
    try {
      return Optional.of(Integer.valueOf(Files.readString(root.resolve(key)).strip()));
    } catch (IOException | NumberFormatException unknown) {
      return Optional.empty();
    }
  }
}

package io.understudy.api;

import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Prefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/// The addresses of one group on this node. Adding and removing is its work; whether the kernel
/// lets anybody use them is the [io.understudy.api.kernel.Lease]'s.
@ConsumerType
public interface Takeover {
  GroupId group();

  /// {@return the group's addresses, with their prefix lengths}
  Set<Prefix> addresses();

  /// {@return the LAN devices on which the lease must guard the addresses}
  Set<String> devices();

  /// Asks the LAN who has the addresses (ARP probe, RFC 5227; neighbour solicitation, RFC 4862),
  /// for as long as `wait`.
  Answer probe(Duration wait);

  /// Puts the addresses (and the virtual MAC) on the device and announces them, again and again
  /// with growing gaps for as long as they are there.
  Outcome claim(Term term);

  /// Takes the addresses away, wherever they come from. Idempotent: also right after a crash.
  Outcome release();

  /// Announces once more, now.
  void announce();

  /// {@return what the kernel really has just now}
  Holding holding();

  AutoCloseable listen(Listener listener);

  /// Who answers for an address of the group.
  sealed interface Answer {
    record Silent() implements Answer {}

    record Somebody(InetAddress address, MacAddress mac) implements Answer {}

    record Unknown(String reason) implements Answer {}
  }

  /// What is on the device.
  ///
  /// @param present addresses of the group that are configured on this node
  /// @param usable false if the device is missing or has no carrier
  record Holding(Set<InetAddress> present, boolean usable, String error) {}

  @ProviderType
  interface Listener {
    /// Another station answered or announced an address that this node holds.
    void conflict(GroupId group, InetAddress address, MacAddress mac);

    /// The device of the group vanished, lost or got its carrier.
    void device(GroupId group, boolean usable);
  }
}

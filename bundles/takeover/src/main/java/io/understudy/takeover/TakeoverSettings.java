package io.understudy.takeover;

import io.understudy.api.GroupId;
import io.understudy.api.Settings;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Prefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The addresses of one group, as configured and found good.
///
/// @param lan the LAN device
/// @param addresses in the order of the file; none twice
/// @param virtualMac the group's own MAC address; empty if the device's is used
/// @param announce moments after a claim at which it is announced again, growing
/// @param every gap between announcements after that
record TakeoverSettings(
    GroupId group,
    String lan,
    Set<Prefix> addresses,
    Optional<MacAddress> virtualMac,
    List<Duration> announce,
    Duration every) {
  static final String PID = "io.understudy.takeover";

  private static final Pattern DEVICE = Pattern.compile("[^\\s/:]{1,15}");
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration LATE = Duration.ofHours(1);

  static TakeoverSettings of(Map<String, ?> values) {
    Settings settings = Settings.of(PID, values);
    GroupId group = settings.required("group", "web", GroupId::new);
    Set<Prefix> addresses = addresses(settings);
    return new TakeoverSettings(
        group,
        lan(settings),
        addresses,
        virtualMac(settings, group, addresses.iterator().next().address()),
        announce(settings),
        settings.duration("announceEvery", Duration.ofMinutes(1), Duration.ofSeconds(1), LATE));
  }

  /// {@return the device that bears the addresses}
  String bearer() {
    return virtualMac.isPresent() ? VirtualMac.device(group) : lan;
  }

  Set<InetAddress> bare() {
    return addresses.stream().map(Prefix::address).collect(Collectors.toUnmodifiableSet());
  }

  private static String lan(Settings settings) {
    String lan = settings.required("interface", "eth0");
    if (lan.equals("lo") || lan.equals(".") || lan.equals("..") || !DEVICE.matcher(lan).matches()) {
      throw settings.refuse(
          "interface", "'" + lan + "' is no LAN device", "name one that `ip link` shows: eth0");
    }
    return lan;
  }

  private static Set<Prefix> addresses(Settings settings) {
    List<Prefix> listed = settings.list("addresses", Prefix::parse);
    if (listed.isEmpty()) {
      throw settings.refuse(
          "addresses", "there is none", "write at least one, like 10.0.0.100/24, fd00::100/64");
    }
    Set<InetAddress> seen = new LinkedHashSet<>();
    for (Prefix prefix : listed) {
      objection(prefix)
          .ifPresent(
              why -> {
                throw settings.refuse(
                    "addresses",
                    "'" + prefix + "' " + why,
                    "use an address of the LAN that no machine has for itself");
              });
      if (!seen.add(prefix.address())) {
        throw settings.refuse(
            "addresses", "'" + prefix.address().getHostAddress() + "' is there twice", "keep one");
      }
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(listed));
  }

  private static Optional<String> objection(Prefix prefix) {
    InetAddress address = prefix.address();
    if (address.isMulticastAddress()) {
      return Optional.of("is a multicast address");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("is link-local: clients can't name it without their own device");
    }
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return Optional.of("never leaves the machine");
    }
    if (address instanceof Inet4Address && prefix.length() < 31) {
      int host = (1 << 32 - prefix.length()) - 1;
      int bits = new java.math.BigInteger(address.getAddress()).intValue() & host;
      if (bits == 0 || bits == host) {
        return Optional.of(
            "is the " + (bits == 0 ? "name" : "broadcast address") + " of its network");
      }
    }
    return Optional.empty();
  }

  private static Optional<MacAddress> virtualMac(
      Settings settings, GroupId group, InetAddress first) {
    String mac = settings.text("mac").orElse("virtual");
    return switch (mac) {
      case "virtual" ->
          Optional.of(
              settings.value("virtualMac", VirtualMac::parse, VirtualMac.derive(group, first)));
      case "interface" -> {
        if (settings.text("virtualMac").isPresent()) {
          throw settings.refuse(
              "virtualMac", "has no meaning with mac=interface", "remove it, or set mac=virtual");
        }
        yield Optional.empty();
      }
      default ->
          throw settings.refuse("mac", "'" + mac + "' is unknown", "use virtual or interface");
    };
  }

  private static List<Duration> announce(Settings settings) {
    List<String> listed = settings.list("announce");
    if (listed.isEmpty()) {
      return List.of(
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));
    }
    List<Duration> moments =
        listed.stream()
            .map(
                text ->
                    new Settings(settings.file(), Map.of("announce", text))
                        .duration("announce", SOON, SOON, LATE))
            .toList();
    for (int i = 1; i < moments.size(); i++) {
      if (moments.get(i).compareTo(moments.get(i - 1)) <= 0) {
        throw settings.refuse(
            "announce",
            "'%s' isn't later than '%s'".formatted(listed.get(i), listed.get(i - 1)),
            "write growing times after the claim, like 20ms, 100ms, 500ms, 2s, 10s");
      }
    }
    return moments;
  }
}

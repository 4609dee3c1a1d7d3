package io.understudy.takeover;

import io.understudy.api.Problem;
import io.understudy.api.kernel.Links.Link;
import io.understudy.api.kernel.MacAddress;
import java.util.Optional;

/// What is known of the LAN device.
///
/// @param ear empty while the device is missing or can't be listened on
/// @param error why it can't be listened on; empty if it can, or is missing
record Lan(String name, Optional<Link> link, Optional<Ear> ear, String error) {
  static Lan missing(String name) {
    return new Lan(name, Optional.empty(), Optional.empty(), "");
  }

  boolean usable() {
    return ear.isPresent() && link.filter(one -> one.up() && one.carrier()).isPresent();
  }

  /// {@return the kernel's number of the device; -1 if it is missing}
  int index() {
    return link.map(Link::index).orElse(-1);
  }

  MacAddress mac() {
    return link.map(Link::mac).orElse(new MacAddress(0));
  }

  /// {@return why it isn't usable}
  String obstacle() {
    return link.isEmpty()
        ? "there is no interface " + name
        : !error.isEmpty()
            ? "interface " + name + " can't be used: " + error
            : "interface " + name + " is down or has no carrier";
  }

  Optional<Problem> problem(String subject) {
    if (ear.isEmpty()) {
      return Optional.of(
          new Problem(
              Problem.Severity.ALARM,
              subject,
              obstacle(),
              "until it is there, this node can't have the group; or correct `interface`"));
    }
    return usable()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Problem.Severity.WARNING,
                subject,
                obstacle(),
                "check the cable and the switch, or `ip link set " + name + " up`"));
  }
}

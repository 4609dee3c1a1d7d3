package io.understudy.takeover;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Links;
import io.understudy.api.kernel.Links.Link;
import io.understudy.api.kernel.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The device that bears the group's addresses: the LAN device itself, or the group's macvlan on
/// top of it, made while standby and kept down and bare, so that a claim needn't wait for it.
final class Bearer {
  private static final Logger LOG = LoggerFactory.getLogger(Bearer.class);

  private final TakeoverSettings settings;
  private final Links links;
  private final Sysctls sysctls;
  private final Path devices;
  private volatile boolean elsewhere;

  /// @param devices the kernel's list of devices, /proc/thread-self/net/dev
  Bearer(TakeoverSettings settings, Links links, Sysctls sysctls, Path devices) {
    this.settings = settings;
    this.links = links;
    this.sysctls = sysctls;
    this.devices = devices;
  }

  /// Says that the group's device, if there is one, was made on another LAN device.
  void elsewhere() {
    elsewhere = true;
  }

  /// Makes everything ready for a claim; idempotent, and harmless while the addresses are held.
  void prepare() throws KernelException {
    String device = settings.bearer();
    if (settings.virtualMac().isEmpty()) {
      sysctls.sharing(device);
      deleteIfBare(VirtualMac.device(settings.group()));
      return;
    }
    sysctls.besideVirtual(settings.lan());
    if (links.find(device).filter(this::unfit).isEmpty() || deleteIfBare(device)) {
      make();
    }
  }

  private void make() throws KernelException {
    String device = settings.bearer();
    links.macvlan(device, settings.lan(), settings.virtualMac().orElseThrow());
    elsewhere = false;
    sysctls.virtual(device);
  }

  private boolean unfit(Link link) {
    return elsewhere || !Optional.of(link.mac()).equals(settings.virtualMac());
  }

  private boolean deleteIfBare(String device) throws KernelException {
    if (links.find(device).isEmpty() || !links.addresses(device).isEmpty()) {
      return false;
    }
    links.delete(device);
    return true;
  }

  /// Puts the addresses there.
  void put() throws KernelException {
    String device = settings.bearer();
    if (settings.virtualMac().isPresent()) {
      Optional<Link> link = links.find(device);
      if (link.filter(this::unfit).isPresent()) {
        links.delete(device);
        link = Optional.empty();
      }
      if (link.isEmpty()) {
        make();
      }
      if (!link.map(Link::up).orElse(false)) {
        links.up(device, true);
      }
    }
    Set<Prefix> there = Set.copyOf(links.addresses(device));
    for (Prefix prefix : settings.addresses()) {
      if (!there.contains(prefix)) {
        Optional<Prefix> other =
            there.stream().filter(one -> one.address().equals(prefix.address())).findFirst();
        if (other.isPresent()) {
          links.remove(device, other.get());
        }
        links.add(device, prefix);
      }
    }
  }

  /// Takes the addresses away from everywhere, and all others from the group's own device.
  ///
  /// @return what could not be done; empty if nothing is left
  List<String> clear(Set<Ledger.Place> former) {
    List<String> failures = new ArrayList<>();
    Set<InetAddress> ours = settings.bare();
    String device = settings.bearer();
    silence(failures);
    removeFound(device, ours, failures);
    for (Ledger.Place place : former) {
      remove(place.device(), place.prefix(), failures);
    }
    for (String other : everyDevice(failures)) {
      if (!other.equals(device)) {
        removeFound(other, ours, failures);
      }
    }
    return failures;
  }

  /// Takes away what is left of other settings, but nothing of what is held now: former places, and
  /// the group's addresses on other devices.
  ///
  /// @param everywhere also the group's present addresses where they are on other devices
  void tidy(Set<Ledger.Place> former, boolean everywhere) {
    List<String> failures = new ArrayList<>();
    Set<InetAddress> ours = settings.bare();
    String own = VirtualMac.device(settings.group());
    for (Ledger.Place place : former) {
      if (!ours.contains(place.prefix().address())) {
        remove(place.device(), place.prefix(), failures);
      }
    }
    foreignOn(own, ours).forEach(prefix -> remove(own, prefix, failures));
    if (everywhere) {
      for (String other : everyDevice(failures)) {
        if (!other.equals(settings.bearer())) {
          removeFound(other, ours, failures);
        }
      }
    }
    failures.forEach(failure -> LOG.warn("{}: left behind: {}", settings.group(), failure));
  }

  /// {@return addresses of the group that are on its device now, and would be answered}
  Set<InetAddress> present() throws KernelException {
    String device = settings.bearer();
    if (elsewhere || links.find(device).filter(Link::up).isEmpty()) {
      return Set.of();
    }
    Set<InetAddress> there = new HashSet<>(settings.bare());
    there.retainAll(links.addresses(device).stream().map(Prefix::address).toList());
    return Set.copyOf(there);
  }

  /// Sets the group's own device down, before its addresses go: for leaving their multicast groups
  /// it would send reports (RFC 3810), and switches would look for the virtual MAC here.
  private void silence(List<String> failures) {
    String own = VirtualMac.device(settings.group());
    try {
      if (links.find(own).map(Link::up).orElse(false)) {
        links.up(own, false);
      }
    } catch (KernelException e) {
      failures.add(e.getMessage());
    }
  }

  private Set<Prefix> foreignOn(String device, Set<InetAddress> ours) {
    Set<Prefix> foreign = new LinkedHashSet<>();
    try {
      if (links.find(device).isPresent()) {
        foreign.addAll(links.addresses(device));
        foreign.removeIf(
            prefix -> ours.contains(prefix.address()) || prefix.address().isLinkLocalAddress());
      }
    } catch (KernelException e) {
      LOG.warn("{}: {}", settings.group(), e.getMessage());
    }
    return foreign;
  }

  private void removeFound(String device, Set<InetAddress> ours, List<String> failures) {
    try {
      if (links.find(device).isPresent()) {
        for (Prefix prefix : links.addresses(device)) {
          if (ours.contains(prefix.address())) {
            links.remove(device, prefix);
          }
        }
      }
    } catch (KernelException e) {
      failures.add(e.getMessage());
    }
  }

  private void remove(String device, Prefix prefix, List<String> failures) {
    try {
      links.remove(device, prefix);
    } catch (KernelException e) {
      failures.add(e.getMessage());
    }
  }

  private List<String> everyDevice(List<String> failures) {
    try {
      return Files.readAllLines(devices).stream()
          .filter(line -> line.contains(":"))
          .map(line -> line.substring(0, line.lastIndexOf(':')).strip())
          .toList();
    } catch (IOException e) {
      failures.add("can't list the devices: " + e.getMessage());
      return List.of();
    }
  }
}

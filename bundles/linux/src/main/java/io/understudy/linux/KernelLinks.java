package io.understudy.linux;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Links;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices and addresses by rtnetlink(7): no fork, some ten microseconds a call.
@Component(immediate = true)
public final class KernelLinks implements Links {
  private static final Logger LOG = LoggerFactory.getLogger(KernelLinks.class);

  private final NetlinkSocket route;

  @Activate
  public KernelLinks() throws KernelException {
    route = new NetlinkSocket(NetlinkSocket.ROUTE, 0);
  }

  @Override
  public Optional<Link> find(String name) {
    try {
      return Optional.of(RouteMessages.link(reply(name)));
    } catch (KernelException e) {
      if (e.errno() != Numbers.ENODEV) {
        LOG.warn("{}", e.getMessage());
      }
      return Optional.empty();
    }
  }

  @Override
  public List<Prefix> addresses(String link) throws KernelException {
    int index = index(link);
    return route.request("listing addresses of " + link, RouteMessages.allAddresses()).stream()
        .filter(reply -> RouteMessages.index(reply) == index)
        .flatMap(reply -> RouteMessages.address(reply).stream())
        .toList();
  }

  @Override
  public void add(String link, Prefix address) throws KernelException {
    int index = index(link);
    boolean routed =
        route.request("listing addresses", RouteMessages.allAddresses()).stream()
            .flatMap(reply -> RouteMessages.address(reply).stream())
            .anyMatch(other -> !other.equals(address) && Networks.same(other, address));
    unless(
        Set.of(Numbers.EEXIST),
        "adding %s to %s".formatted(address, link),
        RouteMessages.add(index, address, routed));
  }

  @Override
  public void remove(String link, Prefix address) throws KernelException {
    Optional<Link> device = find(link);
    if (device.isPresent()) {
      unless(
          Set.of(Numbers.EADDRNOTAVAIL, Numbers.ENODEV),
          "removing %s from %s".formatted(address, link),
          RouteMessages.remove(device.get().index(), address));
    }
  }

  @Override
  public Link macvlan(String name, String parent, MacAddress mac) throws KernelException {
    NetlinkReply below = reply(parent);
    String action = "making macvlan %s on %s".formatted(name, parent);
    unless(
        Set.of(Numbers.EEXIST),
        action,
        RouteMessages.macvlan(name, RouteMessages.index(below), mac));
    NetlinkReply made = reply(name);
    Link link = RouteMessages.link(made);
    if (!RouteMessages.kind(made).equals("macvlan")
        || !link.mac().equals(mac)
        || RouteMessages.parent(made) != RouteMessages.index(below)) {
      throw new KernelException(
          "%s: there is another device of that name, %s on device %d; remove or rename it"
              .formatted(action, link, RouteMessages.parent(made)),
          Numbers.EEXIST);
    }
    try {
      route.request(
          "turning off the link-local address of " + name, RouteMessages.noLinkLocal(link.index()));
    } catch (KernelException withoutIpv6) {
      LOG.debug("{}", withoutIpv6.getMessage());
    }
    return link;
  }

  @Override
  public void up(String link, boolean up) throws KernelException {
    route.request(
        "setting %s %s".formatted(link, up ? "up" : "down"), RouteMessages.up(index(link), up));
  }

  @Override
  public void delete(String link) throws KernelException {
    NetlinkReply doomed;
    try {
      doomed = reply(link);
    } catch (KernelException e) {
      if (e.errno() == Numbers.ENODEV) {
        return;
      }
      throw e;
    }
    if (!RouteMessages.kind(doomed).equals("macvlan")) {
      throw new KernelException(
          "deleting %s: it is no macvlan, so Understudy didn't make it".formatted(link),
          Numbers.EPERM);
    }
    unless(
        Set.of(Numbers.ENODEV),
        "deleting " + link,
        RouteMessages.delete(RouteMessages.index(doomed)));
  }

  @Override
  public AutoCloseable listen(Consumer<Set<String>> changed) {
    try {
      return new LinkWatch(changed);
    } catch (KernelException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Closes the socket; devices and addresses stay as they are.
  @Deactivate
  public void close() {
    route.close();
  }

  private int index(String name) throws KernelException {
    return RouteMessages.index(reply(name));
  }

  private NetlinkReply reply(String name) throws KernelException {
    if (name.isEmpty() || name.length() > 15) {
      throw new KernelException(
          "device '%s': a name has 1 to 15 characters".formatted(name), Numbers.ENODEV);
    }
    return route.request("looking for device " + name, RouteMessages.find(name)).getFirst();
  }

  private void unless(Set<Integer> fine, String action, NetlinkMessage message)
      throws KernelException {
    try {
      route.request(action, message);
    } catch (KernelException e) {
      if (!fine.contains(e.errno())) {
        throw e;
      }
    }
  }
}

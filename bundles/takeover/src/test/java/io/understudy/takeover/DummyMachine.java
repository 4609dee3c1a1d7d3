package io.understudy.takeover;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Links;
import io.understudy.api.kernel.MacAddress;
import io.understudy.api.kernel.Packets;
import io.understudy.api.kernel.Prefix;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;

/// A machine's kernel in memory: devices, addresses, and answers to those who ask for them.
final class DummyMachine implements Links, Packets {
  private record Hearing(String link, Filter filter, Listener listener) {}

  private final DummyLan lan;
  private final Map<String, Link> devices = new ConcurrentHashMap<>();
  private final Map<String, Set<Prefix>> addresses = new ConcurrentHashMap<>();
  private final List<Consumer<Set<String>>> watchers = new CopyOnWriteArrayList<>();
  private final List<Hearing> hearings = new CopyOnWriteArrayList<>();
  private int lastIndex;
  volatile boolean full;
  volatile boolean deaf;

  /// Called by whoever looks for a device.
  volatile Runnable whileFinding = () -> {};

  DummyMachine(DummyLan lan) {
    this.lan = lan;
    lan.plug(this);
  }

  DummyMachine with(String name, String mac) {
    devices.put(name, new Link(++lastIndex, name, MacAddress.parse(mac), true, true, 1500));
    addresses.put(name, new CopyOnWriteArraySet<>());
    tell(name);
    return this;
  }

  void carrier(String name, boolean carrier) {
    devices.computeIfPresent(
        name, (key, old) -> new Link(old.index(), key, old.mac(), old.up(), carrier, old.mtu()));
    tell(name);
  }

  void unplug(String name) {
    devices.remove(name);
    addresses.remove(name);
    hearings.removeIf(hearing -> hearing.link.equals(name));
    tell(name);
  }

  void hear(ByteBuffer frame) {
    boolean arp = frame.getShort(12) == Frames.ARP;
    Filter filter = arp ? Filter.ARP : Filter.NEIGHBOUR_DISCOVERY;
    hearings.stream()
        .filter(hearing -> hearing.filter == filter)
        .forEach(hearing -> hearing.listener.frame(frame.duplicate()));
    if (!deaf) {
      question(frame, arp).ifPresent(this::answer);
    }
  }

  private static Optional<InetAddress> question(ByteBuffer frame, boolean arp) {
    byte[] target = new byte[arp ? 4 : 16];
    frame.get(arp ? 38 : 62, target);
    boolean asks = arp ? frame.getInt(28) == 0 : frame.get(54) == (byte) Frames.SOLICITATION;
    try {
      return asks ? Optional.of(InetAddress.getByAddress(target)) : Optional.empty();
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(InetAddress asked) {
    addresses.forEach(
        (name, there) -> {
          Link link = devices.get(name);
          if (link != null
              && link.up()
              && there.stream().anyMatch(prefix -> prefix.address().equals(asked))) {
            lan.carry(this, new Frames(0).announcements(asked, link.mac(), false).getLast());
          }
        });
  }

  @Override
  public Optional<Link> find(String name) {
    whileFinding.run();
    return Optional.ofNullable(devices.get(name));
  }

  @Override
  public List<Prefix> addresses(String link) throws KernelException {
    return List.copyOf(there(link));
  }

  @Override
  public void add(String link, Prefix address) throws KernelException {
    if (full) {
      throw new KernelException("adding " + address + " to " + link + ": no buffer space", 105);
    }
    there(link).add(address);
    tell(link);
  }

  @Override
  public void remove(String link, Prefix address) {
    Set<Prefix> there = addresses.get(link);
    if (there != null && there.remove(address)) {
      tell(link);
    }
  }

  @Override
  public Link macvlan(String name, String parent, MacAddress mac) throws KernelException {
    there(parent);
    Link old = devices.get(name);
    if (old != null && !old.mac().equals(mac)) {
      throw new KernelException("making " + name + ": there is another", 17);
    }
    if (old == null) {
      devices.put(name, new Link(++lastIndex, name, mac, false, true, 1500));
      addresses.put(name, new CopyOnWriteArraySet<>());
    }
    return devices.get(name);
  }

  @Override
  public void up(String link, boolean up) throws KernelException {
    there(link);
    devices.computeIfPresent(
        link, (name, old) -> new Link(old.index(), name, old.mac(), up, old.carrier(), old.mtu()));
    tell(link);
  }

  @Override
  public void delete(String link) {
    devices.remove(link);
    addresses.remove(link);
  }

  @Override
  public AutoCloseable listen(Consumer<Set<String>> changed) {
    watchers.add(changed);
    return () -> watchers.remove(changed);
  }

  @Override
  public Tap open(String link, Filter filter, Set<InetAddress> speakers, Listener listener)
      throws KernelException {
    there(link);
    Hearing hearing = new Hearing(link, filter, listener);
    hearings.add(hearing);
    return new Tap() {
      @Override
      public void send(ByteBuffer frame) throws KernelException {
        Link now = devices.get(link);
        if (now == null || !now.carrier()) {
          throw new KernelException("sending on " + link + ": network is down", 100);
        }
        lan.carry(DummyMachine.this, frame);
      }

      @Override
      public void close() {
        hearings.remove(hearing);
      }
    };
  }

  private Set<Prefix> there(String link) throws KernelException {
    Set<Prefix> there = addresses.get(link);
    if (there == null) {
      throw new KernelException("no such device: " + link, 19);
    }
    return there;
  }

  private void tell(String name) {
    watchers.forEach(watcher -> watcher.accept(Set.of(name)));
  }
}

package io.understudy.api.kernel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Network devices and their addresses, by rtnetlink.
public interface Links {
  /// @param carrier the kernel says that the cable is in (IFF_LOWER_UP)
  record Link(int index, String name, MacAddress mac, boolean up, boolean carrier, int mtu) {}

  Optional<Link> find(String name);

  List<Prefix> addresses(String link) throws KernelException;

  /// Adds an address, usable at once (no duplicate address detection); well if it is there already.
  void add(String link, Prefix address) throws KernelException;

  /// Removes an address; well if it isn't there, or the device isn't.
  void remove(String link, Prefix address) throws KernelException;

  /// Makes a macvlan in bridge mode on `parent`; well if there is one with that MAC. It is left
  /// down.
  Link macvlan(String name, String parent, MacAddress mac) throws KernelException;

  void up(String link, boolean up) throws KernelException;

  /// Deletes a device that Understudy made; well if it isn't there.
  void delete(String link) throws KernelException;

  /// Names the devices that changed (state, carrier, address), until closed.
  AutoCloseable listen(Consumer<Set<String>> changed);
}

package io.understudy.api;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/// The network interfaces of this machine.
public final class Interfaces {
  private Interfaces() {}

  /// {@return the names of all that are there, without the loopback; none if the kernel doesn't
  /// say}
  public static List<String> names() {
    try {
      return NetworkInterface.networkInterfaces()
          .map(NetworkInterface::getName)
          .filter(name -> !name.equals("lo"))
          .sorted()
          .toList();
    } catch (SocketException none) {
      return List.of();
    }
  }
}

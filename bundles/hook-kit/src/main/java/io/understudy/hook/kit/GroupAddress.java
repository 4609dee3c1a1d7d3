package io.understudy.hook.kit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// An address of a group, on which its server listens and no other. It comes to this node while the
/// services are being started, and not before them.
///
/// @param address the address alone
public record GroupAddress(InetAddress address) {
  private static final Duration STEP = Duration.ofMillis(2);

  /// @param text an address, perhaps with a prefix length, as in io.understudy.takeover-GROUP.cfg
  /// @throws IllegalArgumentException if it is none
  public static GroupAddress of(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
    int most = address.getAddress().length * 8;
    if (slash >= 0) {
      int prefix = Integer.parseInt(text.substring(slash + 1));
      if (prefix < 1 || prefix > most) {
        throw new IllegalArgumentException("use a prefix length of 1 to " + most);
      }
    }
    return new GroupAddress(address);
  }

  /// {@return whether a server could listen on it on this node}
  public boolean isHere() {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
      return socket.isBound();
    } catch (IOException elsewhere) {
      return false;
    }
  }

  /// {@return whether it is here before the limit}
  public boolean await(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!isHere()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(STEP);
    }
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress();
  }
}

package io.understudy.heartbeat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/// An address literal, whose interface need not be there yet.
///
/// @param address without scope
/// @param scope name of the interface of a link-local address; else empty
record Endpoint(InetAddress address, String scope) {
  private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  Endpoint {
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new IllegalArgumentException("it is the address of no single machine");
    }
  }

  /// @param text like `10.0.0.1`, `fd00::1` or `fe80::1%eth1`; a name is refused, never looked up
  static Endpoint parse(String text) {
    int percent = text.indexOf('%');
    String literal = percent < 0 ? text : text.substring(0, percent);
    if (!literal.contains(":") && !FOUR.matcher(literal).matches()) {
      throw new IllegalArgumentException("it is no address literal");
    }
    return new Endpoint(
        InetAddress.ofLiteral(literal), percent < 0 ? "" : text.substring(percent + 1));
  }

  Endpoint orScopeOf(Endpoint other) {
    return linkLocal() && scope.isEmpty() ? new Endpoint(address, other.scope) : this;
  }

  boolean linkLocal() {
    return address instanceof Inet6Address && address.isLinkLocalAddress();
  }

  boolean sameFamily(Endpoint other) {
    return address.getClass() == other.address.getClass();
  }

  /// @throws SocketException if the interface isn't there
  InetSocketAddress socketAddress(int port) throws SocketException {
    if (scope.isEmpty()) {
      return new InetSocketAddress(address, port);
    }
    NetworkInterface device = NetworkInterface.getByName(scope);
    if (device == null) {
      throw new SocketException("there is no interface '" + scope + "'");
    }
    try {
      return new InetSocketAddress(
          Inet6Address.getByAddress(null, address.getAddress(), device.getIndex()), port);
    } catch (UnknownHostException sixteenBytesAlwaysDo) {
      throw new IllegalStateException(sixteenBytesAlwaysDo);
    }
  }

  String withPort(int port) {
    return address instanceof Inet6Address
        ? "[%s]:%d".formatted(this, port)
        : "%s:%d".formatted(this, port);
  }

  @Override
  public String toString() {
    return address.getHostAddress() + (scope.isEmpty() ? "" : "%" + scope);
  }
}

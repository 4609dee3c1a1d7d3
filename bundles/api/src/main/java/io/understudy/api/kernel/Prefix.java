package io.understudy.api.kernel;

import java.net.Inet6Address;
import java.net.InetAddress;

/// An address with its prefix length, like `10.0.0.100/24`.
public record Prefix(InetAddress address, int length) {
  public Prefix {
    int most = address instanceof Inet6Address ? 128 : 32;
    if (length < 1 || length > most) {
      throw new IllegalArgumentException("prefix length " + length + ": use 1 to " + most);
    }
  }

  /// @param text an address literal, a slash, a length; a name is refused, never looked up
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    try {
      if (slash > 0) {
        return new Prefix(
            InetAddress.ofLiteral(text.substring(0, slash)),
            Integer.parseInt(text.substring(slash + 1)));
      }
    } catch (IllegalArgumentException notOne) {
      throw new IllegalArgumentException(
          "'%s': %s; write an address and a prefix length, like 10.0.0.100/24 or fd00::100/64"
              .formatted(text, notOne.getMessage()),
          notOne);
    }
    throw new IllegalArgumentException(
        "'%s' has no prefix length; write it like 10.0.0.100/24 or fd00::100/64".formatted(text));
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + length;
  }
}

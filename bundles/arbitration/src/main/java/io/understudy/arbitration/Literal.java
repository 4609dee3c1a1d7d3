package io.understudy.arbitration;

import java.net.InetAddress;
import java.util.regex.Pattern;

/// Address literals. A name is refused, never looked up.
final class Literal {
  private static final Pattern FOUR = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private Literal() {}

  static InetAddress parse(String text) {
    if (text.contains("%") || !text.contains(":") && !FOUR.matcher(text).matches()) {
      throw new IllegalArgumentException("it is no plain address literal");
    }
    InetAddress address = InetAddress.ofLiteral(text);
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new IllegalArgumentException("it is the address of no single machine");
    }
    return address;
  }
}

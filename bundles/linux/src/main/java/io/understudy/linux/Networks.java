package io.understudy.linux;

import io.understudy.api.kernel.Prefix;

/// Arithmetic with prefixes.
final class Networks {
  private Networks() {}

  /// {@return whether two addresses are of the same network}
  static boolean same(Prefix one, Prefix other) {
    byte[] a = one.address().getAddress();
    byte[] b = other.address().getAddress();
    if (a.length != b.length || one.length() != other.length()) {
      return false;
    }
    for (int bit = 0; bit < one.length(); bit++) {
      if (((a[bit >> 3] ^ b[bit >> 3]) & 0x80 >> (bit & 7)) != 0) {
        return false;
      }
    }
    return true;
  }
}

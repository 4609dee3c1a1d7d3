package io.understudy.api.kernel;

import java.util.HexFormat;

/// A 48-bit hardware address.
public record MacAddress(long value) {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

  public MacAddress {
    if (value >>> 48 != 0) {
      throw new IllegalArgumentException("a MAC address has 48 bits: " + Long.toHexString(value));
    }
  }

  /// @param text like `02:00:5e:00:01:0a`
  public static MacAddress parse(String text) {
    byte[] bytes = COLONS.parseHex(text);
    if (bytes.length != 6) {
      throw new IllegalArgumentException(
          "MAC address '" + text + "': write six bytes, like 02:00:5e:00:01:0a");
    }
    return of(bytes);
  }

  public static MacAddress of(byte[] bytes) {
    long value = 0;
    for (int i = 0; i < 6; i++) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return new MacAddress(value);
  }

  public byte[] bytes() {
    byte[] bytes = new byte[6];
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (value >>> 8 * (5 - i));
    }
    return bytes;
  }

  @Override
  public String toString() {
    return COLONS.formatHex(bytes());
  }
}

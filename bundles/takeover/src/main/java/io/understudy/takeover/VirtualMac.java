package io.understudy.takeover;

import io.understudy.api.GroupId;
import io.understudy.api.kernel.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The MAC address and the device of a group.
final class VirtualMac {
  private VirtualMac() {}

  /// Derives a locally administered MAC address (02:…) from the group's name and its first address:
  /// the same on every node, and another one in another cluster on the same LAN, because two
  /// clusters there can't share an address.
  static MacAddress derive(GroupId group, InetAddress first) {
    byte[] hash = hash(group.name() + '\n' + first.getHostAddress());
    return new MacAddress(0x02L << 40 | ByteBuffer.wrap(hash).getLong() >>> 24);
  }

  static MacAddress parse(String text) {
    MacAddress mac = MacAddress.parse(text);
    if ((mac.value() >>> 40 & 1) != 0 || mac.value() == 0) {
      throw new IllegalArgumentException(
          "write the MAC address of one station: its first byte is even, like 02:00:5e:00:01:0a");
    }
    return mac;
  }

  /// {@return the name of the group's macvlan: at most 15 characters (IFNAMSIZ), never the same for
  /// two groups}
  static String device(GroupId group) {
    String name = "us-" + group.name();
    return name.length() <= 15
        ? name
        : name.substring(0, 10) + "-" + HexFormat.of().formatHex(hash(group.name()), 0, 2);
  }

  private static byte[] hash(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

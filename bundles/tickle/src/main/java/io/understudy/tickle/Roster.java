package io.understudy.tickle;

import io.understudy.api.kernel.Connections.Connection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// A list of connections as it travels: the version, then of each connection the address length (4
/// or 16), local address and port, remote address and port.
final class Roster {
  /// So much arrives within a second at the default timing: some 450 connections of IPv4.
  private static final int MOST_BYTES = 6000;

  private static final int VERSION = 1;

  private Roster() {}

  /// @param connections those that don't fit any more are left out
  static byte[] bytes(List<Connection> connections) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      for (Connection connection : connections) {
        byte[] local = connection.local().getAddress().getAddress();
        if (out.size() + 1 + 2 * (local.length + Short.BYTES) > MOST_BYTES) {
          break;
        }
        out.writeByte(local.length);
        write(connection.local(), out);
        write(connection.remote(), out);
      }
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return bytes.toByteArray();
  }

  private static void write(InetSocketAddress end, DataOutputStream out) throws IOException {
    out.write(end.getAddress().getAddress());
    out.writeShort(end.getPort());
  }

  /// @throws IOException if it is none, or of another version
  static List<Connection> of(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "it is in version %d, this program knows %d".formatted(version, VERSION));
    }
    List<Connection> connections = new ArrayList<>();
    while (in.available() > 0) {
      int length = in.readUnsignedByte();
      connections.add(new Connection(end(length, in), end(length, in)));
    }
    return connections;
  }

  private static InetSocketAddress end(int length, DataInputStream in) throws IOException {
    byte[] address = new byte[length];
    in.readFully(address);
    return new InetSocketAddress(InetAddress.getByAddress(address), in.readUnsignedShort());
  }
}

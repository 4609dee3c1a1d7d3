package io.understudy.settings;

import io.understudy.api.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How to take back what was changed here, and how far the nodes had got: on the disk from before
/// the file is changed until the change is kept or taken back.
///
/// @param notice how far this node is
/// @param self this node
/// @param peers all others
/// @param until when it is taken back
/// @param before the file's text; empty if there was no file
/// @param after the text as it was written
record Undo(
    Notice notice,
    NodeId self,
    Set<NodeId> peers,
    Instant until,
    Optional<String> before,
    String after) {
  private static final int VERSION = 1;

  Undo at(Notice next) {
    return new Undo(next, self, peers, until, before, after);
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      notice.write(out);
      out.writeUTF(self.name());
      out.writeShort(peers.size());
      for (NodeId peer : peers) {
        out.writeUTF(peer.name());
      }
      out.writeLong(until.toEpochMilli());
      out.writeBoolean(before.isPresent());
      writeText(out, before.orElse(""));
      writeText(out, after);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return bytes.toByteArray();
  }

  /// @throws IOException if it is none, or of a newer version
  static Undo of(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Notice.expect(VERSION, in);
    try {
      Notice notice = Notice.read(in);
      NodeId self = new NodeId(in.readUTF());
      Set<NodeId> peers = new TreeSet<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        peers.add(new NodeId(in.readUTF()));
      }
      Instant until = Instant.ofEpochMilli(in.readLong());
      boolean there = in.readBoolean();
      String before = readText(in);
      return new Undo(
          notice, self, peers, until, there ? Optional.of(before) : Optional.empty(), readText(in));
    } catch (IllegalArgumentException odd) {
      throw new IOException(odd.getMessage(), odd);
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = in.readNBytes(in.readInt());
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

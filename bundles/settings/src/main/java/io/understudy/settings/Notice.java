package io.understudy.settings;

import io.understudy.api.ClusterChanges.Proposal;
import io.understudy.api.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What a node says to the others about the change that is under way. A newer program may append
/// fields; one that means something else raises the version.
///
/// @param id of the change, made up by the node that leads it
/// @param leader where it was ordered
/// @param said why it is refused or taken back; empty if it isn't
/// @param wish what was ordered here while another node leads
record Notice(String id, NodeId leader, Proposal proposal, Phase phase, String said, Wish wish) {
  private static final int VERSION = 1;
  private static final int LONGEST = 2000;

  /// How far a node is. The leader asks, has made it, has all keep it, is done; the others agree or
  /// refuse, have made it, have kept it. Each may take it back, which says that it isn't made too.
  enum Phase {
    ASKED,
    AGREED,
    REFUSED,
    MADE,
    KEEPING,
    KEPT,
    DONE,
    BACK
  }

  enum Wish {
    NONE,
    KEEP,
    BACK
  }

  /// @param why is cut where it gets too long to travel
  Notice in(Phase next, String why) {
    String told = why.length() > LONGEST ? why.substring(0, LONGEST) + " ..." : why;
    return new Notice(id, leader, proposal, next, told, wish);
  }

  Notice wishing(Wish next) {
    return new Notice(id, leader, proposal, phase, said, next);
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return bytes.toByteArray();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(id);
    out.writeUTF(leader.name());
    out.writeUTF(proposal.file());
    out.writeShort(proposal.settings().size());
    for (Map.Entry<String, String> setting : new TreeMap<>(proposal.settings()).entrySet()) {
      out.writeUTF(setting.getKey());
      out.writeUTF(setting.getValue());
    }
    out.writeUTF(proposal.by());
    out.writeLong(proposal.within().toMillis());
    out.writeUTF(phase.name());
    out.writeUTF(said);
    out.writeUTF(wish.name());
  }

  /// @throws IOException if it is none, or of a newer version
  static Notice of(byte[] bytes) throws IOException {
    return read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /// @throws IOException if the next byte is another version
  static void expect(int version, DataInputStream in) throws IOException {
    int found = in.readUnsignedByte();
    if (found != version) {
      throw new IOException("it is in version %d, this program knows %d".formatted(found, version));
    }
  }

  static Notice read(DataInputStream in) throws IOException {
    expect(VERSION, in);
    try {
      String id = in.readUTF();
      NodeId leader = new NodeId(in.readUTF());
      String file = in.readUTF();
      Map<String, String> settings = new TreeMap<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        settings.put(in.readUTF(), in.readUTF());
      }
      Proposal proposal =
          new Proposal(file, settings, in.readUTF(), Duration.ofMillis(in.readLong()));
      Phase phase = Phase.valueOf(in.readUTF());
      return new Notice(id, leader, proposal, phase, in.readUTF(), Wish.valueOf(in.readUTF()));
    } catch (IllegalArgumentException odd) {
      throw new IOException(odd.getMessage(), odd);
    }
  }
}

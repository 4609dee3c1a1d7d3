package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A name of a run, told to the standby before.
///
/// @param facts empty if there is nothing at the source
/// @param quarry whether it is what an item is about; else a directory on the way to one
record Entry(RelativePath path, Optional<Facts> facts, boolean quarry) {
  /// Of one run, with the directories on the way.
  static final int MOST = 10_000;

  boolean directory() {
    return facts.map(Facts::directory).orElse(false);
  }

  private void write(DataOutputStream out) throws IOException {
    writePath(out, path);
    out.writeBoolean(quarry);
    out.writeBoolean(facts.isPresent());
    if (facts.isPresent()) {
      facts.get().write(out);
    }
  }

  private static Entry read(DataInput in) throws IOException {
    RelativePath path = readPath(in);
    boolean quarry = in.readBoolean();
    return new Entry(
        path, in.readBoolean() ? Optional.of(Facts.read(in)) : Optional.empty(), quarry);
  }

  static void writePath(DataOutputStream out, RelativePath path) throws IOException {
    out.writeShort(path.length());
    out.write(path.bytes());
  }

  static RelativePath readPath(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    try {
      return RelativePath.of(bytes);
    } catch (IllegalArgumentException refused) {
      throw new IOException(refused.getMessage(), refused);
    }
  }

  /// Sends them in pieces that fit into frames.
  static void tell(List<Entry> entries, Wire wire, int run) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (Entry entry : entries) {
      entry.write(out);
      if (bytes.size() > Frame.PIECE) {
        wire.write(Frame.Type.ENTRIES, run, bytes.toByteArray());
        bytes.reset();
      }
    }
    if (bytes.size() > 0) {
      wire.write(Frame.Type.ENTRIES, run, bytes.toByteArray());
    }
  }

  static List<Entry> read(Frame frame) throws IOException {
    List<Entry> entries = new ArrayList<>();
    DataInputStream in = frame.open();
    while (in.available() > 0) {
      entries.add(read(in));
    }
    return entries;
  }
}

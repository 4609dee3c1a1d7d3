package io.understudy.mirroring.standby;

import io.understudy.api.files.RelativePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How notices travel: a length, then a version and what it says.
public final class NoticeTalk {
  private static final int VERSION = 1;
  private static final int LONGEST = 1 << 20;

  private NoticeTalk() {}

  /// Goes out at once.
  public static void write(OutputStream out, Notice notice) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeByte(VERSION);
    body.writeUTF(notice.rule());
    body.writeBoolean(notice.whole());
    body.writeLong(notice.count());
    time(body, notice.oldest());
    names(body, notice.added());
    names(body, notice.removed());
    body.writeLong(notice.comparing().orElse(-1L));
    body.writeBoolean(notice.compared());
    ByteArrayOutputStream length = new ByteArrayOutputStream(4);
    new DataOutputStream(length).writeInt(bytes.size());
    out.write(length.toByteArray());
    bytes.writeTo(out);
    out.flush();
  }

  /// {@return the next notice; empty when the other end is done}
  ///
  /// @throws IOException if it says what can't be
  public static Optional<Notice> read(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    DataInputStream data = new DataInputStream(in);
    int length = first << 24 | data.readUnsignedByte() << 16 | data.readUnsignedShort();
    if (length < 1 || length > LONGEST) {
      throw new IOException("a notice of %d bytes".formatted(length));
    }
    byte[] bytes = new byte[length];
    data.readFully(bytes);
    DataInputStream body = new DataInputStream(new ByteArrayInputStream(bytes));
    int version = body.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException(
          "a notice of version %d; this node knows %d".formatted(version, VERSION));
    }
    try {
      String rule = body.readUTF();
      boolean whole = body.readBoolean();
      long count = body.readLong();
      Optional<Instant> oldest = time(body);
      List<RelativePath> added = names(body);
      List<RelativePath> removed = names(body);
      long comparing = body.readLong();
      return Optional.of(
          new Notice(
              rule,
              whole,
              count,
              oldest,
              added,
              removed,
              comparing < 0 ? Optional.empty() : Optional.of(comparing),
              body.readBoolean()));
    } catch (IllegalArgumentException | DateTimeException | EOFException e) {
      throw new IOException("a notice that can't be: " + e.getMessage(), e);
    }
  }

  static void time(DataOutputStream data, Optional<Instant> time) throws IOException {
    data.writeBoolean(time.isPresent());
    data.writeLong(time.map(Instant::getEpochSecond).orElse(0L));
    data.writeInt(time.map(Instant::getNano).orElse(0));
  }

  static Optional<Instant> time(DataInputStream data) throws IOException {
    boolean present = data.readBoolean();
    Instant time = Instant.ofEpochSecond(data.readLong(), data.readInt());
    return present ? Optional.of(time) : Optional.empty();
  }

  static void names(DataOutputStream data, List<RelativePath> names) throws IOException {
    data.writeShort(names.size());
    for (RelativePath name : names) {
      data.writeShort(name.length());
      data.write(name.bytes());
    }
  }

  static List<RelativePath> names(DataInputStream data) throws IOException {
    int count = data.readUnsignedShort();
    List<RelativePath> names = new ArrayList<>(Math.min(count, Notice.NAMES));
    for (int i = 0; i < count; i++) {
      byte[] name = new byte[data.readUnsignedShort()];
      data.readFully(name);
      names.add(RelativePath.of(name));
    }
    return names;
  }
}

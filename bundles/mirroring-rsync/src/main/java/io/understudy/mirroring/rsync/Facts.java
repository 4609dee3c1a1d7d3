package io.understudy.mirroring.rsync;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/// What the owner tells of a file before rsync carries it.
///
/// @param size of a plain file; else 0
/// @param permissions of anything but a symbolic link; else 0
/// @param linked whether it has other names
record Facts(
    Kind kind, long size, Instant modified, int permissions, int user, int group, boolean linked) {

  static Facts of(Metadata metadata) {
    Kind kind = metadata.kind();
    return new Facts(
        kind,
        kind == Kind.FILE ? metadata.size() : 0,
        metadata.modified(),
        kind == Kind.SYMLINK ? 0 : metadata.permissions(),
        metadata.user(),
        metadata.group(),
        kind != Kind.DIRECTORY && metadata.links() > 1);
  }

  boolean directory() {
    return kind == Kind.DIRECTORY;
  }

  /// {@return whether a copy looks the same} Of a directory the times don't count: what is put in
  /// it later changes them.
  boolean sameAs(Facts copy) {
    return kind == copy.kind
        && size == copy.size
        && permissions == copy.permissions
        && user == copy.user
        && group == copy.group
        && (directory() || modified.equals(copy.modified));
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(kind.ordinal());
    out.writeLong(size);
    out.writeLong(modified.getEpochSecond());
    out.writeInt(modified.getNano());
    out.writeShort(permissions);
    out.writeInt(user);
    out.writeInt(group);
    out.writeBoolean(linked);
  }

  static Facts read(DataInput in) throws IOException {
    int kind = in.readUnsignedByte();
    if (kind >= Kind.values().length) {
      throw new IOException("kind %d of a file is unknown".formatted(kind));
    }
    try {
      return new Facts(
          Kind.values()[kind],
          in.readLong(),
          Instant.ofEpochSecond(in.readLong(), in.readInt()),
          in.readUnsignedShort(),
          in.readInt(),
          in.readInt(),
          in.readBoolean());
    } catch (DateTimeException | ArithmeticException outside) {
      throw new IOException("a time that can't be", outside);
    }
  }
}

package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// All that a copy of a file has to have beside its content.
record FileState(
    Kind kind,
    int permissions,
    int user,
    int group,
    long special,
    long size,
    Instant accessed,
    Instant modified,
    List<Extended> extended) {
  private static final Kind[] KINDS = Kind.values();
  private static final int FIXED = 64;

  /// An extended attribute.
  record Extended(String name, byte[] value) {}

  static FileState of(Metadata found, Inode inode) throws IOException {
    return of(found, extended(inode));
  }

  static FileState of(Metadata found, List<Extended> extended) {
    return new FileState(
        found.kind(),
        found.permissions(),
        found.user(),
        found.group(),
        found.special(),
        found.size(),
        found.accessed(),
        found.modified(),
        extended);
  }

  static List<Extended> extended(Inode inode) throws IOException {
    List<String> names = inode.attributes();
    if (names.isEmpty()) {
      return List.of();
    }
    List<Extended> extended = new ArrayList<>(names.size());
    int length = 0;
    for (String name : names) {
      Optional<byte[]> value = inode.attribute(name);
      if (value.isPresent()) {
        extended.add(new Extended(name, value.get()));
        length += name.length() + value.get().length + 8;
      }
    }
    if (length > Limits.ATTRIBUTES) {
      throw new FileFailure(
          "its extended attributes take %d bytes, more than %d"
              .formatted(length, Limits.ATTRIBUTES),
          FileFailure.Reason.TOO_LONG,
          0);
    }
    extended.sort((one, other) -> one.name.compareTo(other.name));
    return extended;
  }

  /// {@return a hash of extended attributes; 0 of none}
  static long hash(List<Extended> extended) {
    long hash = 0;
    for (Extended one : extended) {
      byte[] name = one.name.getBytes(StandardCharsets.ISO_8859_1);
      hash = Hashing.mix(hash, Hashing.of(name, 0, name.length));
      hash = Hashing.mix(hash, Hashing.of(one.value, 0, one.value.length));
    }
    return hash;
  }

  FileState sized(long length) {
    return new FileState(
        kind, permissions, user, group, special, length, accessed, modified, extended);
  }

  /// {@return bytes that [#write] needs at most}
  int room() {
    int room = FIXED;
    for (Extended one : extended) {
      room += one.name.length() + one.value.length + 8;
    }
    return room;
  }

  void write(FrameWriter out) {
    out.u8(kind.ordinal()).u16(permissions).u32(user).u32(group).i64(special).i64(size);
    out.time(accessed).time(modified).u16(extended.size());
    for (Extended one : extended) {
      out.string(one.name.getBytes(StandardCharsets.ISO_8859_1));
      out.u32(one.value.length).bytes(one.value, 0, one.value.length);
    }
  }

  static Kind kind(FrameReader in) throws Violation {
    return KINDS[in.one(KINDS.length)];
  }

  static FileState read(FrameReader in) throws Violation {
    Kind kind = kind(in);
    int permissions = in.u16();
    if (permissions > 07777) {
      throw new Violation("permissions %o".formatted(permissions));
    }
    int user = in.u32();
    int group = in.u32();
    long special = in.i64();
    long size = in.size64();
    Instant accessed = in.time();
    Instant modified = in.time();
    int count = in.u16();
    List<Extended> extended = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      byte[] name = in.string();
      if (name.length == 0 || name.length > 255) {
        throw new Violation("an extended attribute's name of %d bytes".formatted(name.length));
      }
      for (byte one : name) {
        if (one == 0) {
          throw new Violation("an extended attribute's name with NUL");
        }
      }
      byte[] value = in.copy(in.upTo(Limits.ATTRIBUTES));
      extended.add(new Extended(new String(name, StandardCharsets.ISO_8859_1), value));
    }
    return new FileState(
        kind, permissions, user, group, special, size, accessed, modified, List.copyOf(extended));
  }

  /// Sets all attributes, in the order that [Inode] asks for.
  void apply(Inode inode) throws IOException {
    apply(inode, inode.metadata());
  }

  /// As [#apply]. What is the same already is left alone: setting it costs the file system as much
  /// as changing it.
  ///
  /// @param found what it has now
  void apply(Inode inode, Metadata found) throws IOException {
    boolean same = found.user() == user && found.group() == group;
    if (!same) {
      inode.owner(user, group);
    }
    same &= !applyExtended(inode);
    if (kind != Kind.SYMLINK && !(same && found.permissions() == permissions)) {
      inode.permissions(permissions);
    }
    inode.times(accessed, modified);
  }

  /// What a new file inherited from its directory, an ACL perhaps, goes too.
  ///
  /// @return whether anything was changed
  private boolean applyExtended(Inode inode) throws IOException {
    List<String> present = inode.attributes();
    boolean changed = false;
    for (String name : present) {
      if (extended.stream().noneMatch(one -> one.name.equals(name))) {
        inode.removeAttribute(name);
        changed = true;
      }
    }
    for (Extended one : extended) {
      boolean same =
          present.contains(one.name)
              && inode.attribute(one.name).filter(is -> Arrays.equals(is, one.value)).isPresent();
      if (!same) {
        inode.attribute(one.name, one.value);
        changed = true;
      }
    }
    return changed;
  }
}

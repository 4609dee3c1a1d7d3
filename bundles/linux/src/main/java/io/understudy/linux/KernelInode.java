package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A descriptor, perhaps of O_PATH. What the kernel refuses for such is reached by its path in
/// `/proc/self/fd`, which leads to just this file; but to follow that costs more than most of these
/// calls, so what is open is asked by its descriptor.
class KernelInode implements Inode {
  private final Supplier<String> name;
  private final boolean open;
  private int descriptor;

  /// @param name in messages: made when there is one
  /// @param open false if it is of O_PATH
  KernelInode(Supplier<String> name, int descriptor, boolean open) {
    this.name = name;
    this.descriptor = descriptor;
    this.open = open;
  }

  /// {@return the first argument of [#either]}
  private long self(Scratch scratch) throws IOException {
    return open ? descriptor() : scratch.descriptorPath(descriptor());
  }

  private Call either(Call ofDescriptor, Call ofPath) {
    return open ? ofDescriptor : ofPath;
  }

  final synchronized int descriptor() throws IOException {
    if (descriptor < 0) {
      throw new IOException(name.get() + ": closed");
    }
    return descriptor;
  }

  final String what(String operation) {
    return operation + " " + name.get();
  }

  final void check(String operation, int result) throws IOException {
    if (result < 0) {
      throw Refusal.of(what(operation), result);
    }
  }

  @Override
  public final Metadata metadata() throws IOException {
    try (Scratch scratch = Scratch.take()) {
      check("looking at", Statx.of(scratch, descriptor()));
      return Statx.metadata(scratch);
    }
  }

  @Override
  public final void permissions(int permissions) throws IOException {
    if ((permissions & ~07777) != 0) {
      throw new IllegalArgumentException(
          "permissions %o have more than 12 bits".formatted(permissions));
    }
    try (Scratch scratch = Scratch.take()) {
      int result = either(Call.FCHMOD, Call.CHMOD).with(scratch, self(scratch), permissions);
      check("setting the permissions of", result);
    }
  }

  @Override
  public final void owner(int user, int group) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      check(
          "setting the owner of",
          Call.FCHOWNAT.with(
              scratch, descriptor(), scratch.path(""), user, group, FileNumbers.AT_EMPTY_PATH));
    }
  }

  @Override
  public final void times(Instant accessed, Instant modified) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      MemorySegment times = scratch.small();
      times.set(JAVA_LONG, 0, accessed.getEpochSecond());
      times.set(JAVA_LONG, 8, accessed.getNano());
      times.set(JAVA_LONG, 16, modified.getEpochSecond());
      times.set(JAVA_LONG, 24, modified.getNano());
      check(
          "setting the times of",
          Call.UTIMENSAT.with(
              scratch, descriptor(), scratch.path(""), times.address(), FileNumbers.AT_EMPTY_PATH));
    }
  }

  @Override
  public final List<String> attributes() throws IOException {
    try (Scratch scratch = Scratch.take()) {
      MemorySegment names = scratch.buffer();
      int length =
          either(Call.FLISTXATTR, Call.LISTXATTR)
              .with(scratch, self(scratch), names.address(), names.byteSize());
      if (length == 0 || length == -FileNumbers.EOPNOTSUPP) {
        return List.of();
      }
      check("listing the attributes of", length);
      byte[] bytes = names.asSlice(0, length).toArray(JAVA_BYTE);
      List<String> found = new ArrayList<>();
      int start = 0;
      for (int i = 0; i < length; i++) {
        if (bytes[i] == 0) {
          found.add(new String(bytes, start, i - start, StandardCharsets.ISO_8859_1));
          start = i + 1;
        }
      }
      return found;
    }
  }

  private void check(String operation, String attribute, int result) throws IOException {
    if (result < 0) {
      throw Refusal.of(what("%s attribute %s of".formatted(operation, attribute)), result);
    }
  }

  private static long name(Scratch scratch, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length == 0 || bytes.length > 255 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'%s' is no name of an attribute".formatted(name));
    }
    return scratch.name(bytes, 0, bytes.length);
  }

  @Override
  public final Optional<byte[]> attribute(String name) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      MemorySegment value = scratch.buffer();
      int length =
          either(Call.FGETXATTR, Call.GETXATTR)
              .with(scratch, self(scratch), name(scratch, name), value.address(), value.byteSize());
      if (length == -FileNumbers.ENODATA || length == -FileNumbers.EOPNOTSUPP) {
        return Optional.empty();
      }
      check("reading", name, length);
      return Optional.of(value.asSlice(0, length).toArray(JAVA_BYTE));
    }
  }

  @Override
  public final void attribute(String name, byte[] value) throws IOException {
    if (value.length > Scratch.BUFFER) {
      throw new IllegalArgumentException("attribute %s has more than 64 KiB".formatted(name));
    }
    try (Scratch scratch = Scratch.take()) {
      MemorySegment data = scratch.buffer();
      MemorySegment.copy(value, 0, data, JAVA_BYTE, 0, value.length);
      check(
          "setting",
          name,
          either(Call.FSETXATTR, Call.SETXATTR)
              .with(scratch, self(scratch), name(scratch, name), data.address(), value.length, 0));
    }
  }

  @Override
  public final void removeAttribute(String name) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      int result =
          either(Call.FREMOVEXATTR, Call.REMOVEXATTR)
              .with(scratch, self(scratch), name(scratch, name));
      if (result != -FileNumbers.ENODATA) {
        check("removing", name, result);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (descriptor >= 0) {
      Libc.close(descriptor);
      descriptor = -1;
    }
  }
}

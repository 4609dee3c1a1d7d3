package io.understudy.lab.mirroring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/// System calls on files whose names are bytes, with every attribute. One per thread: it has its
/// own buffers.
@SuppressWarnings("restricted")
final class Native implements AutoCloseable {
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int O_NOFOLLOW = 0x20000;
  private static final int O_NOATIME = 0x40000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int ENOENT = 2;
  private static final int ENODATA = 61;
  private static final int ENOTDIR = 20;
  private static final int NAME_IN_DIRENT = 19;
  private static final int DT_DIR = 4;
  private static final int DT_REG = 8;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle STATX =
      function(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle OPEN =
      function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle OPENDIR =
      function("opendir", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle READDIR =
      function("readdir", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle CLOSEDIR =
      function("closedir", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle READLINK =
      function("readlink", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle LLISTXATTR =
      function("llistxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle LGETXATTR =
      function("lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment path = arena.allocate(4096 + 256);
  private final MemorySegment stat = arena.allocate(256, 8);
  private final MemorySegment names = arena.allocate(1 << 16);
  private final MemorySegment value = arena.allocate(1 << 16);

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
  }

  /// What statx(2) tells, as numbers.
  ///
  /// @param mode kind and permissions
  /// @param allocated bytes on the disk
  record Stat(
      int mode,
      int links,
      int user,
      int group,
      long inode,
      long size,
      long allocated,
      long seconds,
      int nanos,
      long device,
      long special) {
    int kind() {
      return mode & 0xf000;
    }

    boolean directory() {
      return kind() == 0x4000;
    }

    boolean file() {
      return kind() == 0x8000;
    }

    boolean symlink() {
      return kind() == 0xa000;
    }
  }

  /// {@return what is at the path; null if nothing is}
  @org.jspecify.annotations.Nullable
  Stat stat(byte[] at) throws IOException {
    try {
      int result =
          (int)
              STATX.invokeExact(
                  state, AT_FDCWD, put(at), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, stat);
      if (result < 0) {
        if (errno() == ENOENT || errno() == ENOTDIR) {
          return null;
        }
        throw failed("statx", at);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return new Stat(
        Short.toUnsignedInt(stat.get(ValueLayout.JAVA_SHORT, 28)),
        stat.get(JAVA_INT, 16),
        stat.get(JAVA_INT, 20),
        stat.get(JAVA_INT, 24),
        stat.get(JAVA_LONG, 32),
        stat.get(JAVA_LONG, 40),
        stat.get(JAVA_LONG, 48) * 512,
        stat.get(JAVA_LONG, 112),
        stat.get(JAVA_INT, 120),
        (long) stat.get(JAVA_INT, 136) << 32 | stat.get(JAVA_INT, 140),
        (long) stat.get(JAVA_INT, 128) << 32 | stat.get(JAVA_INT, 132));
  }

  /// {@return the names in a directory, sorted; empty if it is gone}
  List<byte[]> list(byte[] at) throws IOException {
    List<byte[]> found = new ArrayList<>();
    scan(at, (name, directory, file) -> found.add(name));
    found.sort(java.util.Arrays::compareUnsigned);
    return found;
  }

  /// Takes names, in no order.
  interface Visitor {
    void entry(byte[] name, boolean directory, boolean file);
  }

  void scan(byte[] at, Visitor visitor) throws IOException {
    try {
      MemorySegment stream = (MemorySegment) OPENDIR.invokeExact(state, put(at));
      if (stream.address() == 0) {
        if (errno() == ENOENT) {
          return;
        }
        throw failed("opendir", at);
      }
      while (true) {
        MemorySegment entry = (MemorySegment) READDIR.invokeExact(state, stream);
        if (entry.address() == 0) {
          break;
        }
        MemorySegment whole = entry.reinterpret(NAME_IN_DIRENT + 256L);
        byte[] name = name(whole);
        if (!(name.length <= 2 && name[0] == '.' && name[name.length - 1] == '.')) {
          int kind = whole.get(ValueLayout.JAVA_BYTE, NAME_IN_DIRENT - 1);
          visitor.entry(name, kind == DT_DIR, kind == DT_REG);
        }
      }
      int ignored = (int) CLOSEDIR.invokeExact(state, stream);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] name(MemorySegment entry) {
    int length = 0;
    while (entry.get(ValueLayout.JAVA_BYTE, NAME_IN_DIRENT + length) != 0) {
      length++;
    }
    return entry.asSlice(NAME_IN_DIRENT, length).toArray(ValueLayout.JAVA_BYTE);
  }

  byte[] readLink(byte[] at) throws IOException {
    try {
      long length = (long) READLINK.invokeExact(state, put(at), value, value.byteSize());
      return taken("readlink", at, length);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// {@return names and values of the extended attributes, ACLs among them, as one text}
  String attributes(byte[] at) throws IOException {
    try {
      long length = (long) LLISTXATTR.invokeExact(state, put(at), names, names.byteSize());
      if (length < 0) {
        throw failed("llistxattr", at);
      }
      List<String> all = new ArrayList<>();
      for (long start = 0; start < length; ) {
        String name = names.getString(start);
        long size =
            (long)
                LGETXATTR.invokeExact(state, path, names.asSlice(start), value, value.byteSize());
        if (size >= 0 || errno() != ENODATA) {
          all.add(name + "=" + java.util.HexFormat.of().formatHex(taken(name, at, size)));
        }
        start += name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1;
      }
      all.sort(null);
      return String.join(" ", all);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private byte[] taken(String what, byte[] at, long length) throws IOException {
    if (length < 0) {
      throw failed(what, at);
    }
    return value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  int open(byte[] at) throws IOException {
    try {
      int file = (int) OPEN.invokeExact(state, put(at), O_NOFOLLOW | O_NOATIME | O_CLOEXEC);
      if (file < 0) {
        throw failed("open", at);
      }
      return file;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Fills the buffer as far as the file goes.
  int read(int file, MemorySegment into) throws IOException {
    try {
      long filled = 0;
      while (filled < into.byteSize()) {
        long more =
            (long) READ.invokeExact(state, file, into.asSlice(filled), into.byteSize() - filled);
        if (more < 0) {
          throw new IOException("read: errno " + errno());
        }
        if (more == 0) {
          break;
        }
        filled += more;
      }
      return (int) filled;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void close(int file) {
    try {
      int ignored = (int) CLOSE.invokeExact(state, file);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private MemorySegment put(byte[] at) throws IOException {
    if (at.length >= path.byteSize()) {
      throw new IOException("a path of " + at.length + " bytes");
    }
    MemorySegment.copy(at, 0, path, ValueLayout.JAVA_BYTE, 0, at.length);
    path.set(ValueLayout.JAVA_BYTE, at.length, (byte) 0);
    return path;
  }

  private int errno() {
    return (int) ERRNO_VALUE.get(state, 0L);
  }

  private IOException failed(String what, byte[] at) {
    return new IOException(
        "%s: errno %d at %s"
            .formatted(
                what, errno(), new String(at, java.nio.charset.StandardCharsets.ISO_8859_1)));
  }

  @Override
  public void close() {
    arena.close();
  }
}

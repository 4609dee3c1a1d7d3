package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Functions of the C library for files. All are called in the same way, with six whole words: in
/// the calling conventions of 64-bit Linux each integer or address takes a register or the like,
/// and a function doesn't look at those it has no parameter for. So one stub serves them all.
@SuppressWarnings("restricted")
record Call(MethodHandle handle) {
  static final Call CHMOD = of("chmod");
  static final Call CLOSE = of("close");
  static final Call COPY_FILE_RANGE = of("copy_file_range");
  static final Call FALLOCATE = of("fallocate");
  static final Call FANOTIFY_INIT = of("fanotify_init");
  static final Call FANOTIFY_MARK = of("fanotify_mark");
  static final Call FCHMOD = of("fchmod");
  static final Call FCHOWNAT = of("fchownat");
  static final Call FGETXATTR = of("fgetxattr");
  static final Call FLISTXATTR = of("flistxattr");
  static final Call FREMOVEXATTR = of("fremovexattr");
  static final Call FSETXATTR = of("fsetxattr");
  static final Call FSTATFS = of("fstatfs");
  static final Call FSYNC = of("fsync");
  static final Call FTRUNCATE = of("ftruncate");
  static final Call GETDENTS = of("getdents64");
  static final Call GETXATTR = of("getxattr");
  static final Call INOTIFY_ADD_WATCH = of("inotify_add_watch");
  static final Call INOTIFY_INIT = of("inotify_init1");
  static final Call INOTIFY_RM_WATCH = of("inotify_rm_watch");
  static final Call IOCTL = of("ioctl");
  static final Call LINKAT = of("linkat");
  static final Call LISTXATTR = of("listxattr");
  static final Call LSEEK = of("lseek");
  static final Call MKDIRAT = of("mkdirat");
  static final Call MKNODAT = of("mknodat");
  static final Call NAME_TO_HANDLE_AT = of("name_to_handle_at");
  static final Call OPENAT = of("openat");
  static final Call OPEN_BY_HANDLE_AT = of("open_by_handle_at");
  static final Call PREAD = of("pread");
  static final Call PWRITE = of("pwrite");
  static final Call READ = of("read");
  static final Call READLINKAT = of("readlinkat");
  static final Call REMOVEXATTR = of("removexattr");
  static final Call RENAMEAT2 = of("renameat2");
  static final Call SETXATTR = of("setxattr");
  static final Call STATX = of("statx");
  static final Call SYMLINKAT = of("symlinkat");
  static final Call SYNCFS = of("syncfs");
  static final Call SYSCALL = of("syscall");
  static final Call UNLINKAT = of("unlinkat");
  static final Call UTIMENSAT = of("utimensat");

  private static Call of(String name) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor words =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    return new Call(
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            words,
            Linker.Option.captureCallState("errno")));
  }

  /// Calls a function that returns an int.
  ///
  /// @return what it returns, or a negative error number
  int with(Scratch scratch, long a, long b, long c, long d, long e) {
    int result = (int) words(scratch.state(), a, b, c, d, e);
    return result == -1 ? -scratch.errno() : result;
  }

  int with(Scratch scratch, long a, long b, long c, long d) {
    return with(scratch, a, b, c, d, 0);
  }

  int with(Scratch scratch, long a, long b, long c) {
    return with(scratch, a, b, c, 0, 0);
  }

  int with(Scratch scratch, long a, long b) {
    return with(scratch, a, b, 0, 0, 0);
  }

  int with(Scratch scratch, long a) {
    return with(scratch, a, 0, 0, 0, 0);
  }

  /// Calls a function that returns a long.
  ///
  /// @return what it returns, or a negative error number
  long wide(Scratch scratch, long a, long b, long c) {
    long result = words(scratch.state(), a, b, c, 0, 0);
    return result == -1 ? -scratch.errno() : result;
  }

  /// {@return as from [#with], of six words}
  int six(Scratch scratch, long a, long b, long c, long d, long e, long f) {
    try {
      int result = (int) (long) handle.invokeExact(scratch.state(), a, b, c, d, e, f);
      return result == -1 ? -scratch.errno() : result;
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private long words(MemorySegment state, long a, long b, long c, long d, long e) {
    try {
      return (long) handle.invokeExact(state, a, b, c, d, e, 0L);
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private static AssertionError impossible(Throwable cause) {
    return new AssertionError("a call into the C library threw", cause);
  }
}

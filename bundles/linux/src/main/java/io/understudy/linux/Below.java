package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Resolves paths below a root that is held open, by openat2(2). The root is closed when the last
/// operation that uses it has ended: its number must not get another meaning before.
final class Below implements AutoCloseable {
  private static final int HOW = 408;
  private static final int HOW_SIZE = 24;

  private final int root;
  private final long resolve;
  private final AtomicInteger users = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  Below(int root, boolean stay) {
    this.root = root;
    resolve =
        FileNumbers.RESOLVE_BENEATH
            | FileNumbers.RESOLVE_NO_SYMLINKS
            | FileNumbers.RESOLVE_NO_MAGICLINKS
            | (stay ? FileNumbers.RESOLVE_NO_XDEV : 0);
  }

  /// What is done with the root.
  @FunctionalInterface
  interface Work<T> {
    T with(Scratch scratch, int root) throws IOException;
  }

  /// What is done with one name in a directory.
  @FunctionalInterface
  interface NameWork<T> {
    T with(Scratch scratch, int directory, long name) throws IOException;
  }

  <T> T root(Work<T> work) throws IOException {
    if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
      throw new IOException("the tree is closed");
    }
    try (Scratch scratch = Scratch.take()) {
      return work.with(scratch, root);
    } finally {
      leave();
    }
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      Libc.close(root);
    }
  }

  /// Works in the directory that a path is in.
  ///
  /// @param what the operation and its file, for messages: made when there is one
  <T> T parent(Supplier<String> what, RelativePath path, NameWork<T> work) throws IOException {
    if (path.isRoot()) {
      throw new FileFailure(what.get() + ": not for the root", FileFailure.Reason.WRONG_KIND, 0);
    }
    return root(
        (scratch, root) -> {
          byte[] bytes = path.bytes();
          int slash = bytes.length - 1;
          while (slash >= 0 && bytes[slash] != '/') {
            slash--;
          }
          long name = scratch.name(bytes, slash + 1, bytes.length);
          if (slash < 0) {
            return work.with(scratch, root, name);
          }
          int flags = FileNumbers.O_PATH | FileNumbers.O_DIRECTORY;
          int directory = open(scratch, scratch.path(bytes, 0, slash), flags);
          if (directory < 0) {
            throw Refusal.resolving(what.get(), directory);
          }
          try {
            return work.with(scratch, directory, name);
          } finally {
            Call.CLOSE.with(scratch, directory);
          }
        });
  }

  /// Opens a path itself.
  ///
  /// @param flags of open(2); O_CLOEXEC is added
  /// @return the descriptor, or a negative error number
  int open(RelativePath path, int flags) throws IOException {
    return root(
        (scratch, _) -> {
          byte[] bytes = path.bytes();
          return open(
              scratch,
              path.isRoot() ? scratch.path(".") : scratch.path(bytes, 0, bytes.length),
              flags);
        });
  }

  private int open(Scratch scratch, long path, int flags) {
    boolean makes =
        (flags & FileNumbers.O_CREAT) != 0
            || (flags & FileNumbers.O_TMPFILE) == FileNumbers.O_TMPFILE;
    MemorySegment how = scratch.small().asSlice(HOW, HOW_SIZE);
    how.set(JAVA_LONG, 0, flags | FileNumbers.O_CLOEXEC);
    how.set(JAVA_LONG, 8, makes ? 0600 : 0);
    how.set(JAVA_LONG, 16, resolve);
    return Call.SYSCALL.with(scratch, FileNumbers.SYS_OPENAT2, root, path, how.address(), HOW_SIZE);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }
}

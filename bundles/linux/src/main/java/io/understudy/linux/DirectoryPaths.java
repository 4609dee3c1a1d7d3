package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Where the directories are that handles stand for, below a root that is held open. Remembers some
/// thousands, those outside of the tree too. For one thread.
final class DirectoryPaths implements AutoCloseable {
  private static final int MOST = 4096;
  private static final int LONGEST_HANDLE = 128;
  private static final int TRIES = 1000;
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);

  private final int root;
  private final byte[] rootPath;
  private final ByteBuffer rootHandle;
  private final Map<ByteBuffer, Optional<RelativePath>> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Optional<RelativePath>> eldest) {
          return size() > MOST;
        }
      };

  /// @param root descriptor, closed by this
  /// @throws IOException if the file system has no handles, or this process may not use them
  DirectoryPaths(int root) throws IOException {
    this.root = root;
    try (Scratch scratch = Scratch.take()) {
      rootPath = path(scratch, root);
      MemorySegment handle = scratch.small();
      handle.set(JAVA_INT, 0, LONGEST_HANDLE);
      int result =
          Call.NAME_TO_HANDLE_AT.with(
              scratch,
              root,
              scratch.path(""),
              handle.address(),
              handle.address() + 256,
              FileNumbers.AT_EMPTY_PATH);
      if (result < 0) {
        throw Refusal.of("file handles", result);
      }
      rootHandle =
          ByteBuffer.wrap(handle.asSlice(0, 8 + handle.get(JAVA_INT, 0)).toArray(JAVA_BYTE));
    }
    if (!resolve(rootHandle).equals(Optional.of(RelativePath.ROOT))) {
      throw new IOException("file handles don't lead back to the directory");
    }
  }

  int root() {
    return root;
  }

  boolean isRoot(ByteBuffer handle) {
    return rootHandle.equals(handle);
  }

  /// {@return whether the root still is where it was}
  boolean rootIsInPlace() throws IOException {
    try (Scratch scratch = Scratch.take()) {
      byte[] path = path(scratch, root);
      return Arrays.equals(rootPath, path) && !removed(scratch, root, path);
    }
  }

  /// {@return where the directory is now; empty if outside of the tree, or no more}
  Optional<RelativePath> find(ByteBuffer handle) throws IOException {
    Optional<RelativePath> path = known.get(handle);
    if (path == null) {
      path = resolve(handle);
      known.put(handle, path);
    }
    return path;
  }

  /// A directory was renamed: paths that were found are wrong, or of some.
  void forget() {
    known.clear();
  }

  /// {@return as [#find], of any file, not remembered}
  Optional<RelativePath> resolve(ByteBuffer handle) throws IOException {
    try (Scratch scratch = Scratch.take()) {
      MemorySegment copy = scratch.small();
      MemorySegment.copy(handle.array(), 0, copy, JAVA_BYTE, 0, handle.capacity());
      int flags = FileNumbers.O_PATH | FileNumbers.O_CLOEXEC;
      int directory = Call.OPEN_BY_HANDLE_AT.with(scratch, root, copy.address(), flags);
      for (int i = 0; i < TRIES && directory == -FileNumbers.ENOMEM; i++) {
        // said of a directory that is just being removed; a moment later it is gone
        Thread.onSpinWait();
        directory = Call.OPEN_BY_HANDLE_AT.with(scratch, root, copy.address(), flags);
      }
      if (directory == -FileNumbers.ESTALE) {
        return Optional.empty();
      } else if (directory < 0) {
        throw Refusal.of("opening a directory by its handle", directory);
      }
      try {
        byte[] path = path(scratch, directory);
        return removed(scratch, directory, path) ? Optional.empty() : below(path);
      } finally {
        Call.CLOSE.with(scratch, directory);
      }
    }
  }

  /// {@return the path of an open file as the kernel writes it}
  private static byte[] path(Scratch scratch, int descriptor) throws IOException {
    MemorySegment text = scratch.buffer();
    int length =
        Call.READLINKAT.with(
            scratch,
            FileNumbers.AT_FDCWD,
            scratch.descriptorPath(descriptor),
            text.address(),
            text.byteSize());
    if (length < 0) {
      throw Refusal.of("asking for the path of a directory", length);
    }
    return text.asSlice(0, length).toArray(JAVA_BYTE);
  }

  private static boolean removed(Scratch scratch, int descriptor, byte[] path) {
    int start = path.length - DELETED.length;
    return start > 0
        && Arrays.equals(path, start, path.length, DELETED, 0, DELETED.length)
        && Statx.of(scratch, descriptor) == 0
        && Statx.links(scratch) == 0;
  }

  private Optional<RelativePath> below(byte[] path) throws IOException {
    int length = rootPath.length == 1 ? 0 : rootPath.length; // the root `/` ends with its slash
    if (Arrays.equals(path, rootPath)) {
      return Optional.of(RelativePath.ROOT);
    } else if (path.length <= length + 1
        || path[length] != '/'
        || !Arrays.equals(path, 0, length, rootPath, 0, length)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RelativePath.of(Arrays.copyOfRange(path, length + 1, path.length)));
    } catch (IllegalArgumentException e) {
      throw new FileFailure(e.getMessage(), Reason.TOO_LONG, 0);
    }
  }

  @Override
  public void close() {
    Libc.close(root);
  }
}

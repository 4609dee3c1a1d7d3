package io.understudy.api.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The content of a plain file. Positions and lengths are bytes from 0. Direct buffers save a copy.
public interface OpenFile extends Inode {
  /// Reads until the buffer is full or the file ends.
  ///
  /// @return the number of bytes; 0 at or behind the end
  int read(ByteBuffer into, long position) throws IOException;

  /// Writes all that remains in the buffer; behind the end, a hole is left.
  void write(ByteBuffer from, long position) throws IOException;

  /// {@return where the next data begin, at `position` or later; the file's size if none do}
  long nextData(long position) throws IOException;

  /// {@return where the next hole begins, at `position` or later; the file's size if none does}
  long nextHole(long position) throws IOException;

  /// Sets the size, with a hole where it grows.
  void truncate(long size) throws IOException;

  /// Makes a hole; the size stays.
  ///
  /// @throws FileFailure [FileFailure.Reason#UNSUPPORTED] where the file system has no holes
  void punch(long position, long length) throws IOException;

  /// Becomes a copy of a whole file that shares its blocks (FICLONE), in no time.
  ///
  /// @throws FileFailure [FileFailure.Reason#UNSUPPORTED] where the file system can't, or
  ///     [FileFailure.Reason#ELSEWHERE]
  void cloneOf(OpenFile source) throws IOException;

  /// Copies within the kernel (copy_file_range(2)); may share blocks, may fill holes.
  ///
  /// @return the number of bytes; less than `length` only where `source` ends
  long copy(OpenFile source, long sourcePosition, long position, long length) throws IOException;

  /// Waits until content and attributes are on the disk (fsync(2)).
  void sync() throws IOException;
}

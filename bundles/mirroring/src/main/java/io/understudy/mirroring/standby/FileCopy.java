package io.understudy.mirroring.standby;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Copies one file of any kind but a directory, with all its attributes and holes: for another file
/// system, where it can't be renamed.
final class FileCopy {
  private static final int PIECE = 256 * 1024;

  private FileCopy() {}

  /// The copy's content is on the disk when this returns, its name isn't yet.
  ///
  /// @return the file as it was before it was read; it may have changed since
  static Metadata make(Tree from, RelativePath source, Tree to, RelativePath copy)
      throws IOException {
    try (Inode original = from.open(source)) {
      Metadata file = original.metadata();
      switch (file.kind()) {
        case FILE -> content(from, source, to, copy);
        case SYMLINK -> to.makeSymlink(copy, from.readSymlink(source));
        case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE ->
            to.makeNode(copy, file.kind(), file.special());
        case DIRECTORY -> throw new IOException(source + " is a directory by now");
      }
      try (Inode made = to.open(copy)) {
        attributes(original, file, made);
      }
      if (file.kind() == Metadata.Kind.FILE) {
        try (OpenFile written = to.read(copy)) {
          written.sync();
        }
      }
      return file;
    }
  }

  private static void content(Tree from, RelativePath source, Tree to, RelativePath copy)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (OpenFile in = from.read(source);
        OpenFile out = to.create(copy)) {
      long size = in.metadata().size();
      long at = in.nextData(0);
      while (at < size) {
        long end = Math.min(size, in.nextHole(at));
        while (at < end) {
          piece.clear().limit((int) Math.min(PIECE, end - at));
          if (in.read(piece, at) == 0) {
            throw new IOException(source + " became shorter while it was copied");
          }
          piece.flip();
          int length = piece.remaining();
          out.write(piece, at);
          at += length;
        }
        at = in.nextData(end);
      }
      out.truncate(size);
    }
  }

  /// In the order that [Inode] asks for.
  private static void attributes(Inode original, Metadata file, Inode made) throws IOException {
    made.owner(file.user(), file.group());
    for (String name : original.attributes()) {
      Optional<byte[]> value = original.attribute(name);
      if (value.isPresent()) {
        made.attribute(name, value.get());
      }
    }
    if (file.kind() != Metadata.Kind.SYMLINK) {
      made.permissions(file.permissions());
    }
    made.times(file.accessed(), file.modified());
  }
}

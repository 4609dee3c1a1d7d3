package io.understudy.mirroring.rsync;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/// All that can be seen of a tree, one line for each name.
final class Picture {
  private Picture() {}

  static Map<String, String> of(Tree tree) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    Selected.each(
        tree,
        (_, _) -> true,
        RelativePath.ROOT,
        (path, metadata) -> lines.put(path.toString(), line(tree, path, metadata)));
    return lines;
  }

  private static String line(Tree tree, RelativePath path, Metadata metadata) throws IOException {
    StringBuilder line = new StringBuilder();
    line.append(
        "%s %o %d:%d %s links=%d special=%d"
            .formatted(
                metadata.kind(),
                metadata.permissions(),
                metadata.user(),
                metadata.group(),
                metadata.modified(),
                metadata.kind() == Kind.DIRECTORY ? 0 : metadata.links(),
                metadata.special()));
    try (Inode inode = tree.open(path)) {
      for (String name : inode.attributes().stream().sorted().toList()) {
        line.append(" %s=%s".formatted(name, hex(inode.attribute(name).orElseThrow())));
      }
    }
    if (metadata.kind() == Kind.SYMLINK) {
      line.append(" -> ").append(hex(tree.readSymlink(path)));
    } else if (metadata.kind() == Kind.FILE) {
      line.append(" size=%d crc=%x".formatted(metadata.size(), checksum(tree, path)));
    }
    return line.toString();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static long checksum(Tree tree, RelativePath path) throws IOException {
    CRC32 sum = new CRC32();
    ByteBuffer part = ByteBuffer.allocate(1 << 16);
    try (OpenFile file = tree.read(path)) {
      long at = 0;
      for (int length = file.read(part, at); length > 0; length = file.read(part.clear(), at)) {
        sum.update(part.array(), 0, length);
        at += length;
      }
    }
    return sum.getValue();
  }
}

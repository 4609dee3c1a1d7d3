package io.understudy.lab.mirroring;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/// The far end of [Floor]: does what the frames say, each of them as often as it comes.
final class Applier {
  private final Path root;
  private final Set<Path> folders = new HashSet<>();

  Applier(Path root) {
    this.root = root;
  }

  static void written(String path, byte[] content, DataOutputStream out) throws IOException {
    out.writeByte('w');
    out.writeUTF(path);
    out.writeInt(content.length);
    out.write(content);
  }

  static void renamed(String from, String to, DataOutputStream out) throws IOException {
    out.writeByte('r');
    out.writeUTF(from);
    out.writeUTF(to);
  }

  static void removed(String path, DataOutputStream out) throws IOException {
    out.writeByte('d');
    out.writeUTF(path);
  }

  static void patched(String path, long offset, byte[] content, DataOutputStream out)
      throws IOException {
    out.writeByte('p');
    out.writeUTF(path);
    out.writeLong(offset);
    out.writeInt(content.length);
    out.write(content);
  }

  void apply(DataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    Path path = root.resolve(in.readUTF());
    switch (kind) {
      case 'w' -> {
        byte[] content = in.readNBytes(in.readInt());
        if (folders.add(path.getParent())) {
          Files.createDirectories(path.getParent());
        }
        Path draft = path.resolveSibling("." + path.getFileName() + "~");
        Files.write(draft, content);
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
      }
      case 'r' -> {
        Path to = root.resolve(in.readUTF());
        try {
          Files.move(path, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException movedBefore) {
          // The frame came again, or the file went on before it was first read.
        }
      }
      case 'd' -> Files.deleteIfExists(path);
      case 'p' -> {
        long offset = in.readLong();
        byte[] content = in.readNBytes(in.readInt());
        if (content.length > 0) {
          try (FileChannel file =
              FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(content), offset);
          }
        }
      }
      default -> throw new IOException("frame " + kind);
    }
  }
}

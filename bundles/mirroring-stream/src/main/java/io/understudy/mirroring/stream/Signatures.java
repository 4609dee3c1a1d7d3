package io.understudy.mirroring.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the standby confirmed of large files: the hashes of their blocks, and which copy it was. So
/// it is known without asking what has to be sent.
final class Signatures {
  private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);
  private static final String KEPT = "blocks-";
  private static final String NEW = "new-";
  private static final long MAGIC = 0x7564737462303031L;
  private static final int MOST = 4096;

  private final Path scratch;
  private long last;

  /// @param scratch where they are kept
  Signatures(Path scratch) throws IOException {
    this.scratch = scratch;
    tidy();
  }

  /// Removes what was never finished, and the oldest if there are too many.
  private void tidy() throws IOException {
    List<Path> kept = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(scratch)) {
      for (Path one : all) {
        String name = one.getFileName().toString();
        if (name.startsWith(NEW)) {
          Files.deleteIfExists(one);
        } else if (name.startsWith(KEPT) && kept.size() < 2 * MOST) {
          kept.add(one);
        }
      }
    }
    if (kept.size() > MOST) {
      kept.sort(Comparator.comparing(path -> path.toFile().lastModified()));
      for (Path one : kept.subList(0, kept.size() - MOST / 2)) {
        Files.deleteIfExists(one);
      }
    }
  }

  private Path path(long inode) {
    return scratch.resolve(KEPT + HexFormat.of().toHexDigits(inode));
  }

  HashFile fresh() {
    last++;
    return new HashFile(scratch.resolve(NEW + last));
  }

  /// A copy that is known.
  record Base(HashFile hashes, Identity identity) {}

  /// @param inode of the source
  @Nullable Base find(long inode) throws IOException {
    Path path = path(inode);
    if (!Files.exists(path)) {
      return null;
    }
    HashFile hashes = HashFile.open(path);
    ByteBuffer head = hashes.head();
    if (head.getLong() != MAGIC || head.getLong() != inode) {
      hashes.delete();
      return null;
    }
    Identity identity = new Identity(head.getLong(), head.getLong(), time(head), time(head));
    return new Base(hashes, identity);
  }

  private static Instant time(ByteBuffer from) {
    return Instant.ofEpochSecond(from.getLong(), from.getInt());
  }

  void forget(long inode) throws IOException {
    Files.deleteIfExists(path(inode));
  }

  /// The standby confirmed a copy with these hashes.
  ///
  /// @return false if they can't be kept: then they will be asked for
  boolean keep(long inode, HashFile hashes, Identity copy) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(2 * Long.BYTES + Identity.LENGTH);
    head.putLong(MAGIC).putLong(inode).putLong(copy.inode()).putLong(copy.size());
    head.putLong(copy.modified().getEpochSecond()).putInt(copy.modified().getNano());
    head.putLong(copy.changed().getEpochSecond()).putInt(copy.changed().getNano());
    try {
      hashes.keep(head.flip(), Hashing.blocks(copy.size()), path(inode));
      return true;
    } catch (IOException e) {
      LOG.warn("hashes of a large file are not kept, so they will be sent: {}", e.toString());
      return false;
    }
  }
}

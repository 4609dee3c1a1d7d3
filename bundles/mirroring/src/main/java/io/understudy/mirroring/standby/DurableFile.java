package io.understudy.mirroring.standby;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A small file that is replaced as a whole, with its kind, version and checksum in its first line.
///
/// @param path its name
/// @param kind one word
public record DurableFile(Path path, String kind, int version) {
  private static final long LARGEST = 4L << 20;

  /// It is there, and isn't what was written.
  public static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(Path path, String why) {
      super("%s %s".formatted(path, why));
    }
  }

  /// {@return what was written last; empty if nothing ever was}
  public Optional<byte[]> read() throws IOException {
    byte[] whole;
    try {
      if (Files.size(path) > LARGEST) {
        throw new Damaged(path, "is too large");
      }
      whole = Files.readAllBytes(path);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    int end = 0;
    while (end < whole.length && whole[end] != '\n') {
      end++;
    }
    String[] words = new String(whole, 0, end, StandardCharsets.US_ASCII).split(" ");
    if (words.length != 4 || !words[0].equals("understudy") || !words[1].equals(kind)) {
      throw new Damaged(path, "is no file of " + kind);
    } else if (!words[2].equals(Integer.toString(version))) {
      throw new Damaged(path, "has version %s; this program reads %d".formatted(words[2], version));
    }
    byte[] payload = Arrays.copyOfRange(whole, Math.min(end + 1, whole.length), whole.length);
    if (!words[3].equals(sum(payload))) {
      throw new Damaged(path, "has a wrong checksum");
    }
    return Optional.of(payload);
  }

  /// Replaces it in one step.
  ///
  /// @param sync whether it has to be on the disk on return
  public void write(byte[] payload, boolean sync) throws IOException {
    String head = "understudy %s %d %s\n".formatted(kind, version, sum(payload));
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.createDirectories(path.getParent());
    try (FileChannel file = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE)) {
      put(file, ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      put(file, ByteBuffer.wrap(payload));
      if (sync) {
        file.force(true);
      }
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (sync) {
      syncDirectory(path.getParent());
    }
  }

  private static void put(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  private static String sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return "%08x".formatted(sum.getValue());
  }
}

package io.understudy.mirroring.rule;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What of a rule is unmirrored, on the disk: lines that people can read too.
///
/// ```
/// understudy unmirrored 1 <checksum of the rest>
/// <term> <cleanUntil> known|unknown
/// <name>
/// ...
/// ```
///
/// @param path its name
public record UnmirroredFile(Path path) {
  private static final String HEAD = "understudy unmirrored 1 ";

  /// @throws IOException if it is there and can't be read, or isn't what was written
  public Optional<Unmirrored> read() throws IOException {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    int end = text.indexOf('\n');
    String rest = text.substring(end + 1);
    if (end < 0
        || !text.startsWith(HEAD)
        || !text.substring(HEAD.length(), end).equals(sum(rest))) {
      throw new IOException(path + " is damaged, or of another version");
    }
    String[] lines = rest.split("\n", -1);
    String[] words = lines[0].split(" ");
    try {
      List<RelativePath> names = new ArrayList<>();
      for (int i = 1; i < lines.length - 1; i++) {
        names.add(RelativePath.parse(lines[i]));
      }
      return Optional.of(
          new Unmirrored(
              new Term(Long.parseLong(words[0])),
              Instant.parse(words[1]),
              words[2].equals("unknown"),
              names));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      throw new IOException(path + " can't be understood", e);
    }
  }

  /// On the disk, in one step, when this returns.
  public void write(Unmirrored unmirrored) throws IOException {
    StringBuilder rest = new StringBuilder(64 + unmirrored.names().size() * 40);
    rest.append(unmirrored.term())
        .append(' ')
        .append(unmirrored.cleanUntil())
        .append(unmirrored.unknown() ? " unknown\n" : " known\n");
    unmirrored.names().forEach(name -> rest.append(name).append('\n'));
    byte[] bytes = (HEAD + sum(rest.toString()) + "\n" + rest).getBytes(StandardCharsets.UTF_8);
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.createDirectories(path.getParent());
    try (FileChannel file = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        file.write(left);
      }
      file.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncDirectory();
  }

  /// It is gone from the disk when this returns.
  public void remove() throws IOException {
    if (Files.deleteIfExists(path)) {
      syncDirectory();
    }
  }

  private void syncDirectory() throws IOException {
    try (FileChannel directory = FileChannel.open(path.getParent(), READ)) {
      directory.force(true);
    }
  }

  private static String sum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(sum.getValue());
  }
}

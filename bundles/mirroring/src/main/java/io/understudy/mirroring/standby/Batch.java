package io.understudy.mirroring.standby;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.understudy.api.Term;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files that were put into quarantine at one time: a directory with an `index`, and with the
/// files by their numbers in `files`.
///
/// The index is only appended to. An entry is on the disk before anything is done to its file, and
/// it counts when the file is there: so whatever moment a crash chooses, each file is in its old
/// place, or in the batch and in the index, or both.
final class Batch implements AutoCloseable {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String HEAD = "understudy quarantine 1";
  private static final Set<PosixFilePermission> OWN =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final int MOST_AT_ONCE = 10_000;
  private static final int ABOVE = 4;

  private final Path folder;
  private final FileChannel index;
  private long next;

  /// The first line of an index.
  record Head(Term term, Instant since) {}

  /// Takes an entry.
  @FunctionalInterface
  interface Reader {
    /// {@return whether to go on}
    boolean entry(Entry entry) throws IOException;
  }

  private Batch(Path folder, FileChannel index) {
    this.folder = folder;
    this.index = index;
  }

  /// @param rule the directory of the rule's batches
  static Batch create(Path rule, Term term, Instant now) throws IOException {
    Files.createDirectories(rule);
    Files.setPosixFilePermissions(rule, OWN);
    String stamp = STAMP.format(now.truncatedTo(ChronoUnit.SECONDS));
    Path folder = rule.resolve(stamp + "-1");
    for (int i = 2; Files.exists(folder); i++) {
      if (i > MOST_AT_ONCE) {
        throw new IOException(folder + " exists, and so do all the names after it");
      }
      folder = rule.resolve(stamp + "-" + i);
    }
    Files.createDirectories(folder.resolve("files"));
    Files.setPosixFilePermissions(folder, OWN);
    FileChannel index = FileChannel.open(folder.resolve("index"), CREATE_NEW, WRITE);
    Batch batch = new Batch(folder, index);
    try {
      batch.append(Entry.summed("%s %s %s".formatted(HEAD, term, now)));
      // Up to the directory above all rules, which may be new too.
      Path path = folder;
      for (int i = 0; i < ABOVE && path != null; i++, path = path.getParent()) {
        DurableFile.syncDirectory(path);
      }
    } catch (IOException e) {
      batch.close();
      throw e;
    }
    return batch;
  }

  /// {@return where its files are}
  static Path files(Path folder) {
    return folder.resolve("files");
  }

  Path folder() {
    return folder;
  }

  long number() {
    return ++next;
  }

  /// The entries are on the disk when this returns.
  void add(List<Entry> entries) throws IOException {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(entry.line()));
    append(lines.toString());
  }

  private void append(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      index.write(bytes);
    }
    index.force(true);
  }

  /// {@return the head; empty if the batch was begun and has nothing}
  static Optional<Head> head(Path folder) throws IOException {
    try (BufferedReader lines = lines(folder)) {
      return head(lines, folder);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  private static Optional<Head> head(BufferedReader lines, Path folder) throws IOException {
    String first = lines.readLine();
    Optional<String> checked = first == null ? Optional.empty() : Entry.checked(first);
    if (checked.isEmpty()) {
      return Optional.empty();
    } else if (!checked.get().startsWith(HEAD + " ")) {
      throw new IOException(
          "%s is of another version: '%s'".formatted(folder.resolve("index"), first));
    }
    String[] words = checked.get().substring(HEAD.length() + 1).split(" ");
    try {
      return Optional.of(new Head(new Term(Long.parseLong(words[0])), Instant.parse(words[1])));
    } catch (IllegalArgumentException
        | DateTimeException
        | ArrayIndexOutOfBoundsException damaged) {
      throw new IOException(folder.resolve("index") + " is damaged: " + first, damaged);
    }
  }

  /// Reads the entries one by one, whether their files are still there or not. A torn line ends it:
  /// nothing had been done yet to what it names.
  static void read(Path folder, Reader reader) throws IOException {
    try (BufferedReader lines = lines(folder)) {
      if (head(lines, folder).isEmpty()) {
        return;
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<Entry> entry = Entry.parse(line);
        if (entry.isEmpty() || !reader.entry(entry.get())) {
          return;
        }
      }
    } catch (NoSuchFileException none) {
      // begun, and nothing was done
    }
  }

  /// Damaged bytes are no reason to fail: the line's checksum tells.
  private static BufferedReader lines(Path folder) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            Files.newInputStream(folder.resolve("index")), StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}

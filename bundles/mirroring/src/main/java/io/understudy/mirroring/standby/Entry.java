package io.understudy.mirroring.standby;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/// One file of a batch, as its index has it.
///
/// @param number its name in the batch
/// @param kept the file stayed in its place, and this is another link to it or a copy
/// @param modified its mtime
record Entry(
    long number, boolean kept, Metadata.Kind kind, long size, Instant modified, RelativePath path) {

  static Entry of(long number, boolean kept, RelativePath path, Metadata file) {
    return new Entry(number, kept, file.kind(), file.size(), file.modified(), path);
  }

  /// {@return where it is in the batch}
  RelativePath place() {
    return RelativePath.of(Long.toString(number));
  }

  String line() {
    return summed(
        "%d %s %s %d %s %s"
            .formatted(
                number,
                kept ? "kept" : "moved",
                kind.name().toLowerCase(Locale.ROOT),
                size,
                modified,
                path));
  }

  /// {@return empty if the line is torn, or no entry}
  static Optional<Entry> parse(String line) {
    Optional<String> checked = checked(line);
    String[] words = checked.orElse("").split(" ", 6);
    if (words.length != 6) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Entry(
              Long.parseLong(words[0]),
              words[1].equals("kept"),
              Metadata.Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
              Long.parseLong(words[3]),
              Instant.parse(words[4]),
              RelativePath.parse(words[5])));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /// A line that shows whether it was written to its end.
  static String summed(String text) {
    return "%s %s\n".formatted(sum(text), text);
  }

  static Optional<String> checked(String line) {
    return line.length() > 9 && line.startsWith(sum(line.substring(9)) + " ")
        ? Optional.of(line.substring(9))
        : Optional.empty();
  }

  private static String sum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(sum.getValue());
  }
}

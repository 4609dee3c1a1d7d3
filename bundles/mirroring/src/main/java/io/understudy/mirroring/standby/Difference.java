package io.understudy.mirroring.standby;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a quarantined file differs from the present one, in words.
///
/// @param quarantine where the quarantined file is
/// @param work a directory for files of a moment
record Difference(Tree quarantine, Entry entry, Tree present, Path work) {
  private static final Logger LOG = LoggerFactory.getLogger(Difference.class);
  private static final int LONGEST = 64 * 1024;
  private static final int SMALL = 1 << 20;
  private static final int PROBE = 8192;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  String words() throws IOException {
    Metadata quarantined = quarantine.find(entry.place()).orElseThrow();
    Optional<Metadata> now = present.find(entry.path());
    StringBuilder text = new StringBuilder();
    text.append("%s%n".formatted(entry.path()));
    text.append("quarantined: %s%n".formatted(words(quarantined)));
    text.append("present:     %s%n".formatted(now.map(Difference::words).orElse("nothing")));
    if (now.isPresent() && quarantined.kind() == now.get().kind()) {
      switch (quarantined.kind()) {
        case FILE -> text.append(contents(quarantined, now.get()));
        case SYMLINK -> text.append(targets());
        case DIRECTORY, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {}
      }
    }
    return cut(text.toString());
  }

  private static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String more = "\n... (cut)\n";
    return bytes.length <= LONGEST
        ? text
        : new String(bytes, 0, LONGEST - 2 * more.length(), StandardCharsets.UTF_8) + more;
  }

  private static String words(Metadata file) {
    return "%s, %d bytes, modified %s, mode %04o, owner %s, group %s"
        .formatted(
            file.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
            file.size(),
            file.modified(),
            file.permissions(),
            Integer.toUnsignedString(file.user()),
            Integer.toUnsignedString(file.group()));
  }

  private String targets() throws IOException {
    return "links to: %s%nnow to:   %s%n"
        .formatted(
            printed(quarantine.readSymlink(entry.place())),
            printed(present.readSymlink(entry.path())));
  }

  private static String printed(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
  }

  private String contents(Metadata quarantined, Metadata now) throws IOException {
    OptionalLong first = Sameness.firstDifference(quarantine, entry.place(), present, entry.path());
    if (first.isEmpty()) {
      return "The contents are the same.\n";
    }
    if (quarantined.size() <= SMALL && now.size() <= SMALL) {
      byte[] old = content(quarantine, entry.place());
      byte[] fresh = content(present, entry.path());
      if (isText(old) && isText(fresh)) {
        Optional<String> lines = diff(old, fresh);
        if (lines.isPresent()) {
          return lines.get();
        }
      }
    }
    return "The contents differ from byte %d on.%n".formatted(first.getAsLong());
  }

  private static byte[] content(Tree tree, RelativePath path) throws IOException {
    try (OpenFile file = tree.read(path)) {
      ByteBuffer content = ByteBuffer.allocate(SMALL);
      int length = file.read(content, 0);
      byte[] bytes = new byte[length];
      content.flip().get(bytes);
      return bytes;
    }
  }

  private static boolean isText(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, PROBE); i++) {
      if (bytes[i] == 0) {
        return false;
      }
    }
    return true;
  }

  /// Copies, because names of Linux aren't always names of Java.
  private Optional<String> diff(byte[] old, byte[] fresh) throws IOException {
    Path program = Path.of("/usr/bin/diff");
    if (!Files.isExecutable(program)) {
      return Optional.empty();
    }
    Path folder = Files.createTempDirectory(work, "compare");
    Path first = folder.resolve("quarantined");
    Path second = folder.resolve("present");
    Path said = folder.resolve("said");
    try {
      Files.write(first, old);
      Files.write(second, fresh);
      ProcessBuilder builder =
          new ProcessBuilder(
                  "chrt",
                  "-o",
                  "0",
                  program.toString(),
                  "-u",
                  "--label",
                  "quarantined",
                  "--label",
                  "present",
                  first.toString(),
                  second.toString())
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(said.toFile());
      builder.environment().clear();
      builder.environment().putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C"));
      return said(builder, said);
    } finally {
      for (Path path : new Path[] {first, second, said, folder}) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static Optional<String> said(ProcessBuilder builder, Path said) throws IOException {
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
      if (!ended || process.exitValue() != 1) {
        LOG.debug("diff {}", ended ? "failed: " + process.exitValue() : "took too long");
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
    try (InputStream in = Files.newInputStream(said)) {
      return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
    }
  }
}

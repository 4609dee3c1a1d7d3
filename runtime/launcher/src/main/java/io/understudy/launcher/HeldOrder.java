package io.understudy.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Properties;

/// `data/held.order`: a hold that was ordered while no engine answered. The engine takes it in at
/// its next start.
final class HeldOrder {
  static final String NAME = "held.order";

  private HeldOrder() {}

  /// Returns once it is on the disk.
  static void write(Path data, String reason, String by, Instant at) throws IOException {
    Properties lines = new Properties();
    lines.setProperty("reason", reason);
    lines.setProperty("by", by);
    lines.setProperty("at", at.toString());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    lines.store(text, null);
    Path fresh = data.resolve(NAME + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer content = ByteBuffer.wrap(text.toByteArray());
      while (content.hasRemaining()) {
        file.write(content);
      }
      file.force(true);
    }
    Files.move(fresh, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(data, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}

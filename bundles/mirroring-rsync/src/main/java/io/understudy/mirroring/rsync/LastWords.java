package io.understudy.mirroring.rsync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// The last lines that rsync complained in; what it reports goes elsewhere. One thread reads, any
/// may ask.
final class LastWords {
  private static final int LINES = 200;
  private static final int LONGEST = 8192;

  private final Deque<String> lines = new ArrayDeque<>();
  private boolean cut;

  /// Reads until the end.
  ///
  /// @param report takes rsync's own lines, without their mark
  void read(InputStream stream, Consumer<String> report) {
    byte[] part = new byte[LONGEST];
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int length = stream.read(part); length >= 0; length = stream.read(part)) {
        for (int i = 0; i < length; i++) {
          if (part[i] == '\n') {
            end(line, report);
          } else if (line.size() < 4 * LONGEST) {
            line.write(part[i]);
          }
        }
      }
    } catch (IOException closed) {
      // The process is gone; what was read before is all there is.
    }
    end(line, report);
  }

  private void end(ByteArrayOutputStream bytes, Consumer<String> report) {
    String line = bytes.toString(StandardCharsets.ISO_8859_1);
    bytes.reset();
    if (line.startsWith(Commands.REPORT)) {
      report.accept(line.substring(Commands.REPORT.length()));
    } else if (!line.isBlank()) {
      add(line);
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    if (lines.size() > LINES) {
      lines.remove();
      cut = true;
    }
  }

  /// {@return whether a file's name may have been complained of}
  ///
  /// @param name as rsync prints it
  synchronized boolean mention(String name) {
    return cut || lines.stream().anyMatch(line -> line.contains(name));
  }

  /// {@return the first complaint, which is mostly the cause}
  synchronized String cause() {
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  /// {@return the last lines, at most so many characters}
  synchronized String tail(int most) {
    StringBuilder text = new StringBuilder();
    for (String line : lines.reversed()) {
      if (text.length() + line.length() + 1 > most) {
        break;
      }
      text.insert(0, line + "\n");
    }
    return text.toString();
  }

  synchronized void addAll(String text) {
    text.lines().forEach(this::add);
  }
}

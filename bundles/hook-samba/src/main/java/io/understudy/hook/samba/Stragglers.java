package io.understudy.hook.samba;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What smbd begins and leaves behind: samba-dcerpcd and its workers make themselves sessions of
/// their own, outlive it, and keep the databases open. They are known by the configuration that
/// they were called with, which is this server's alone.
///
/// @param config that file
record Stragglers(Path config) {
  private static final Logger LOG = LoggerFactory.getLogger(Stragglers.class);
  private static final Duration GENTLY = Duration.ofMillis(300);
  private static final Duration STEP = Duration.ofMillis(5);

  /// Ends them, at last by force.
  ///
  /// @return those that are left
  List<Long> end(Duration limit) throws InterruptedException {
    long began = System.nanoTime();
    List<Long> left = find();
    if (!left.isEmpty()) {
      LOG.debug("ending {}, which smbd left behind", left);
      left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy));
    }
    while (!left.isEmpty() && System.nanoTime() - began < limit.toNanos()) {
      Thread.sleep(STEP);
      left = find();
      if (System.nanoTime() - began > GENTLY.toNanos()) {
        left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      }
    }
    return left;
  }

  private List<Long> find() {
    byte[] mark = ("\0--configfile=" + config + "\0").getBytes(StandardCharsets.UTF_8);
    String wanted = new String(mark, StandardCharsets.ISO_8859_1);
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(path -> Character.isDigit(path.getFileName().toString().charAt(0)))
          .filter(path -> line(path).contains(wanted))
          .map(path -> Long.valueOf(path.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("can't read /proc", e);
    }
  }

  private static String line(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}

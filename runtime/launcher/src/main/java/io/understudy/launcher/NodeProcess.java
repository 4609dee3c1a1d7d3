package io.understudy.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ends a node from outside: whoever holds the home's lock. The kernel lets go of the lock when the
/// process is gone; then it is held here, so that no successor starts meanwhile.
final class NodeProcess implements AutoCloseable {
  private static final long LOOK_MILLIS = 5;
  private static final Pattern HOLDER =
      Pattern.compile("(?m)^\\d+: POSIX +ADVISORY +WRITE (\\d+) [0-9a-f]+:[0-9a-f]+:(\\d+) ");

  private final FileChannel lock;

  private NodeProcess(FileChannel lock) {
    this.lock = lock;
  }

  /// Returns once the process is gone, or there was none.
  ///
  /// @return to be closed when a successor may start
  /// @throws IOException if it isn't certain that it is gone
  static NodeProcess end(Path data, Duration limit) throws IOException {
    Path file = data.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    try {
      long end = System.nanoTime() + limit.toNanos();
      FileLock taken = channel.tryLock();
      if (taken == null) {
        kill(file);
      }
      while (taken == null) {
        if (System.nanoTime() > end) {
          throw new IOException("the node's process doesn't end by SIGKILL");
        }
        Thread.sleep(LOOK_MILLIS);
        taken = channel.tryLock();
      }
      return new NodeProcess(channel);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      channel.close();
      throw new IOException("interrupted", interrupted);
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  private static void kill(Path file) throws IOException {
    String text = Files.readString(file).strip();
    if (!text.matches("[1-9][0-9]{0,9}")) {
      throw new IOException(file + " doesn't name the node's process");
    }
    if (!holds(text, file)) {
      throw new IOException("process %s isn't who holds %s".formatted(text, file));
    }
    boolean sent =
        ProcessHandle.of(Long.parseLong(text)).map(ProcessHandle::destroyForcibly).orElse(true);
    if (!sent) {
      throw new IOException("process %s can't be ended; log in as its user".formatted(text));
    }
  }

  /// {@return whether the kernel names the process as the holder of the lock} So a process that got
  /// the number of one long gone isn't hit.
  private static boolean holds(String pid, Path file) throws IOException {
    String inode = Files.getAttribute(file, "unix:ino").toString();
    Matcher holders = HOLDER.matcher(Files.readString(Path.of("/proc/locks")));
    while (holders.find()) {
      if (holders.group(1).equals(pid) && holders.group(2).equals(inode)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}

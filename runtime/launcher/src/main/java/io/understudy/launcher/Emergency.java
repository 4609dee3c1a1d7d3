package io.understudy.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Stands a node down whose engine doesn't answer: its process is ended, the kernel mutes its
/// addresses, the hold is written for the engine's next start. One at a time: the peer logs in by
/// each interface at once, and only the first finds something to do.
final class Emergency {
  private static final Duration END_LIMIT = Duration.ofSeconds(1);
  private static final Duration QUEUE_LIMIT = Duration.ofSeconds(3);
  private static final Duration DISK_LIMIT = Duration.ofSeconds(1);
  private static final int LONGEST = 4096;

  private final Path data;
  private final String self;
  private final Mute mute;

  Emergency(Path home, String self) {
    this(home, self, new Mute(Program.find("nft"), Program.find("ip")));
  }

  Emergency(Path home, String self, Mute mute) {
    this.data = home.resolve("data");
    this.self = self;
    this.mute = mute;
  }

  /// @param began when the order arrived, by [System#nanoTime]
  /// @return the answer's line
  String carryOut(StandDown.Order order, long began) throws IOException {
    try (FileChannel queue =
            FileChannel.open(
                data.resolve("stand-down.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock _ = turn(queue)) {
      String[] before = read(queue).split("\n");
      if (before.length == 3
          && before[0].equals(order.toString())
          && Long.parseLong(before[1]) - began > 0) {
        return before[2];
      }
      String line = line(order);
      write(queue, order + "\n" + System.nanoTime() + "\n" + line + "\n");
      return line;
    }
  }

  private String line(StandDown.Order order) {
    long known = DiskTerm.of(data, order.group());
    if (known > order.term()) {
      return answer(known, "refused reason=term %d is newer".formatted(known));
    }
    CompletableFuture<String> hold = hold(order);
    String trouble = "";
    try (NodeProcess _ = NodeProcess.end(data, END_LIMIT)) {
      trouble = settle(hold);
      mute.all(data);
    } catch (IOException failed) {
      try {
        mute.all(data);
      } catch (IOException loud) {
        return answer(
            known, "failed reason=%s; %s".formatted(failed.getMessage(), loud.getMessage()));
      }
      return answer(known, "failed reason=" + failed.getMessage());
    }
    return answer(known, "done" + (trouble.isEmpty() ? "" : " reason=" + trouble));
  }

  private String answer(long known, String how) {
    return "node=%s incarnation=0 term=%d outcome=%s"
        .formatted(self, known, how.replaceAll("\\p{Cntrl}+", " "));
  }

  /// Writes the hold without waiting: the disk may be what hangs.
  private CompletableFuture<String> hold(StandDown.Order order) {
    CompletableFuture<String> written = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("hold")
        .start(
            () -> {
              try {
                HeldOrder.write(
                    data,
                    "fenced by node %s for group %s with term %d; the engine didn't answer"
                        .formatted(order.by(), order.group(), order.term()),
                    "node " + order.by(),
                    Instant.now());
                written.complete("");
              } catch (IOException failed) {
                written.complete("the hold can't be written: " + failed.getMessage());
              }
            });
    return written;
  }

  /// A hold that isn't on the disk doesn't undo the rest: a node that starts anew claims nothing
  /// before it has contact (R10).
  private static String settle(CompletableFuture<String> hold) {
    try {
      return hold.get(DISK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      return "the hold isn't on the disk yet";
    } catch (ExecutionException impossible) {
      return "the hold can't be written: " + impossible.getMessage();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static FileLock turn(FileChannel queue) throws IOException {
    long end = System.nanoTime() + QUEUE_LIMIT.toNanos();
    FileLock lock = queue.tryLock();
    while (lock == null) {
      if (System.nanoTime() > end) {
        throw new IOException("another fence of this node doesn't end");
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", interrupted);
      }
      lock = queue.tryLock();
    }
    return lock;
  }

  private static String read(FileChannel file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(LONGEST);
    while (content.hasRemaining() && file.read(content, content.position()) >= 0) {}
    return StandardCharsets.UTF_8.decode(content.flip()).toString();
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.truncate(0);
    file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }
}

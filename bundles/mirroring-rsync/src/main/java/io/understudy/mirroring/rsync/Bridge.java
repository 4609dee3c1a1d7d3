package io.understudy.mirroring.rsync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Carries the bytes of one run between a local rsync and the channel, by threads of its own; the
/// caller only watches, so that it can always be interrupted. Closed, no process is left.
final class Bridge implements AutoCloseable {
  /// So long nothing may move before a run is given up.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /// How often the watcher looks: what ends a run ends it within that.
  static final Duration LOOK = Duration.ofMillis(10);

  private static final long BUSY = 5_000_000_000L;
  private static final int PIECE = 32 * 1024;
  private static final Duration LEAVE = Duration.ofSeconds(2);

  private final Process process;
  private final Family family;
  private final Wire wire;
  private final Inbox inbox;
  private final int run;
  private final LastWords words = new LastWords();
  private final AtomicLong pumped = new AtomicLong();
  private final AtomicLong paced = new AtomicLong();
  private final Thread out;
  private final Thread in;
  private final Thread errors;
  private volatile long moved = System.nanoTime();
  private volatile boolean closed;
  private volatile Optional<Frame> last = Optional.empty();
  private volatile Optional<IOException> failure = Optional.empty();
  private long asked = System.nanoTime();
  private long work;
  private boolean ended;

  /// Speaks with rsync before its bytes are passed on.
  interface Opening {
    /// Plain bytes both ways.
    Opening NONE =
        new Opening() {
          @Override
          public byte[] greet(InputStream from, OutputStream to) {
            return new byte[0];
          }

          @Override
          public int take(byte[] bytes) {
            return 0;
          }
        };

    /// @return bytes for the other end, before all others
    byte[] greet(InputStream from, OutputStream to) throws IOException, InterruptedException;

    /// Takes what the other end said first.
    ///
    /// @return how many of these bytes aren't for rsync; waits until the greeting is over
    int take(byte[] bytes) throws IOException, InterruptedException;
  }

  Bridge(
      Process process, Wire wire, Inbox inbox, int run, Opening opening, Consumer<String> report) {
    this.process = process;
    this.family = new Family(process);
    this.wire = wire;
    this.inbox = inbox;
    this.run = run;
    errors =
        Thread.ofVirtual()
            .name("rsync's words")
            .start(() -> words.read(process.getErrorStream(), report));
    out = Thread.ofVirtual().name("rsync out").start(() -> attempt(() -> out(opening)));
    in = Thread.ofVirtual().name("rsync in").start(() -> attempt(() -> in(opening)));
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void attempt(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      failure = Optional.of(e);
    } catch (InterruptedException ended) {
      closed = true;
    }
  }

  /// From rsync to the channel.
  private void out(Opening opening) throws IOException, InterruptedException {
    InputStream from = process.getInputStream();
    byte[] first = opening.greet(from, process.getOutputStream());
    if (first.length > 0) {
      wire.write(Frame.Type.DATA, run, first);
    }
    byte[] piece = new byte[PIECE];
    for (int length = read(from, piece); length >= 0; length = read(from, piece)) {
      wire.write(Frame.Type.DATA, run, piece, length);
      moved = System.nanoTime();
      pumped.addAndGet(length);
      while (!closed && pumped.get() - paced.get() > 64L * PIECE) {
        Thread.sleep(1);
      }
    }
  }

  /// {@return -1 also when rsync was killed meanwhile}
  private int read(InputStream from, byte[] into) throws IOException {
    try {
      return from.read(into);
    } catch (IOException e) {
      if (closed) {
        return -1;
      }
      throw e;
    }
  }

  /// From the channel to rsync, until the other end has said its last.
  private void in(Opening opening) throws IOException, InterruptedException {
    OutputStream to = process.getOutputStream();
    while (!closed) {
      Optional<Frame> next = inbox.poll(Duration.ofMillis(100));
      if (next.isEmpty() || next.get().run() != run) {
        continue;
      }
      moved = System.nanoTime();
      Frame frame = next.get();
      switch (frame.type()) {
        case DATA -> {
          byte[] bytes = frame.payload();
          int taken = opening.take(bytes);
          feed(to, Arrays.copyOfRange(bytes, taken, bytes.length));
        }
        case BUSY -> {}
        case END, ABORT, ENDED -> {
          last = next;
          hangUp(to);
          return;
        }
        case HELLO, ENTRIES, RUN, VERDICTS, VERIFY, MOVE, EXTRAS, LIST, DROP, SYNC, ANSWER ->
            throw new IOException("the other end sent %s within a run".formatted(frame.type()));
      }
    }
  }

  /// rsync may end before it has read all; its exit code tells more.
  private void feed(OutputStream to, byte[] bytes) throws IOException {
    try {
      to.write(bytes);
      to.flush();
    } catch (IOException e) {
      if (process.isAlive() && !closed) {
        words.addAll("the transport broke: " + e.getMessage());
      }
    }
  }

  private void hangUp(OutputStream to) {
    try {
      to.close();
    } catch (IOException e) {
      words.addAll("the transport broke at its end: " + e.getMessage());
    }
  }

  /// Looks once: waits a little, and sees that all goes on.
  ///
  /// @return whether rsync has ended and all its bytes are on the channel
  /// @throws IOException if the channel is gone or nothing moves
  boolean look() throws IOException, InterruptedException {
    if (failure.isPresent()) {
      throw new IOException(failure.get().getMessage(), failure.get());
    }
    boolean over = process.waitFor(LOOK.toNanos(), TimeUnit.NANOSECONDS) && !out.isAlive();
    if (over && !ended) {
      ended = true;
      errors.join(LEAVE);
    } else if (over) {
      Thread.sleep(LOOK); // only the other end is waited for
    }
    long now = System.nanoTime();
    if (now - asked > BUSY) {
      asked = now;
      long done = family.work();
      if (done != work) {
        work = done;
        moved = now;
        wire.write(Frame.Type.BUSY, run, new byte[0]);
      }
    }
    if (now - moved > PATIENCE.toNanos()) {
      throw new IOException(
          "nothing moved for %d s: %s".formatted(PATIENCE.toSeconds(), words.cause()));
    }
    return over;
  }

  /// {@return bytes that wait for [#pace]}
  long unpaced() {
    return pumped.get() - paced.get();
  }

  void pace(long bytes) {
    paced.addAndGet(bytes);
  }

  /// {@return the frame by which the other end ended its part; empty if it didn't yet}
  Optional<Frame> last() {
    return last;
  }

  LastWords words() {
    return words;
  }

  int exit() {
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    end();
  }

  /// Kills what is left, and waits for the threads.
  void end() throws IOException {
    closed = true;
    family.end();
    boolean interrupted = Thread.interrupted();
    try {
      in.join(LEAVE);
      errors.join(LEAVE);
      out.join(LEAVE);
      process.getInputStream().close();
      process.getErrorStream().close();
    } catch (InterruptedException again) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

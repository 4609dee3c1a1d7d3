package io.understudy.mirroring.rsync;

import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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

  private static final Duration BUSY = Duration.ofSeconds(5);
  private static final int PIECE = 32 * 1024;
  private static final Duration LEAVE = Duration.ofMillis(500);

  /// A write to a slow channel isn't waited for: its frames say of which run they are.
  private static final Duration STUCK = Duration.ofMillis(20);

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
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile long moved = System.nanoTime();
  private volatile boolean closed;
  private volatile Optional<Frame> last = Optional.empty();
  private volatile Optional<IOException> failure = Optional.empty();
  private volatile boolean breathing;
  private volatile boolean greeting = true;
  private boolean ended;

  Bridge(
      Process process, Wire wire, Inbox inbox, int run, Opening opening, Consumer<String> report) {
    this.process = process;
    this.family = new Family(process);
    this.wire = wire;
    this.inbox = inbox;
    this.run = run;
    errors =
        Background.thread("rsync's words")
            .start(() -> words.read(process.getErrorStream(), report));
    out = Background.thread("rsync out").start(() -> attempt(() -> out(opening)));
    in = Background.thread("rsync in").start(() -> attempt(() -> in(opening)));
    Background.thread("rsync beat").start(() -> attempt(this::beat));
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
    greeting = false;
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
          Pipe.feed(process, to, Arrays.copyOfRange(bytes, taken, bytes.length), words);
        }
        case BUSY -> {}
        case END, ABORT, ENDED -> {
          last = next;
          Pipe.hangUp(to, words);
          return;
        }
        case HELLO, ENTRIES, RUN, VERDICTS, VERIFY, MOVE, EXTRAS, LIST, DROP, SYNC, ANSWER ->
            throw new IOException("the other end sent %s within a run".formatted(frame.type()));
      }
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
    boolean gone = process.waitFor(LOOK.toNanos(), TimeUnit.NANOSECONDS) && !out.isAlive();
    if (gone && !ended) {
      ended = true;
      errors.join(LEAVE);
    } else if (gone) {
      Thread.sleep(LOOK); // only the other end is waited for
    }
    if (System.nanoTime() - moved > PATIENCE.toNanos()) {
      throw new IOException(
          "nothing moved for %d s: %s".formatted(PATIENCE.toSeconds(), words.cause()));
    }
    return gone;
  }

  /// Says now and then that this end isn't stuck: it works, or its rule has to wait.
  private void beat() throws IOException, InterruptedException {
    long work = 0;
    while (!over.await(BUSY.toSeconds(), TimeUnit.SECONDS)) {
      long now = family.work();
      if (breathing || now != work) {
        work = now;
        moved = System.nanoTime();
        wire.write(Frame.Type.BUSY, run, new byte[0]);
      }
    }
  }

  /// Lets the rule wait for its share.
  void breathe(Progress progress) throws InterruptedException {
    breathing = true;
    try {
      progress.breathe();
    } finally {
      breathing = false;
      moved = System.nanoTime();
    }
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
    in.interrupt();
    over.countDown();
    if (greeting) {
      out.interrupt();
    }
    boolean interrupted = Thread.interrupted();
    try {
      in.join(LEAVE);
      errors.join(LEAVE);
      out.join(STUCK);
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

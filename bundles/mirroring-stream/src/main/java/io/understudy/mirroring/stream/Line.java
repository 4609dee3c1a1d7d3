package io.understudy.mirroring.stream;

import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The owner's end of a channel: numbers operations, keeps what isn't answered within bounds.
///
/// A thread of its own takes the answers, so that the standby never waits for us to do so while we
/// wait for it. It reads only while answers are due: after a pass the channel is left alone.
final class Line implements AutoCloseable {
  private static final int MOST_OPERATIONS = 1024;
  private static final long MOST_BYTES = 2 << 20;
  private static final long WAIT = 1000;

  private final FrameWriter out;
  private final FrameReader in;
  private final Map<Long, Operation> open = new HashMap<>();
  private final Queue<Operation> answered = new ArrayDeque<>();
  private @Nullable Thread reader;
  private long last;
  private long unconfirmed;
  private boolean closed;
  private boolean woken;

  /// Who makes the pass rests: he is woken for urgent answers only.
  private boolean resting;

  private boolean urgent;
  private @Nullable IOException broken;

  Line(Channel channel) throws IOException {
    out = new FrameWriter(channel.out(), Limits.FRAME);
    in = new FrameReader(channel.in(), Limits.REPLY, () -> {});
    Greeting.write(out);
  }

  /// Begins an operation, when there is room for one more.
  FrameWriter begin(Frame type, int atMost) throws IOException, InterruptedException {
    room();
    last++;
    return out.begin(type, Long.BYTES + atMost).i64(last);
  }

  /// Begins a frame that belongs to an operation that was begun.
  FrameWriter more(Frame type, long id, int atMost) throws IOException, InterruptedException {
    room();
    return out.begin(type, Long.BYTES + atMost).i64(id);
  }

  /// {@return what the frame that was begun is written to}
  FrameWriter out() {
    return out;
  }

  private void room() throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    synchronized (this) {
      check();
      if (open.size() < MOST_OPERATIONS && unconfirmed < MOST_BYTES) {
        return;
      }
    }
    out.flush();
    synchronized (this) {
      while (open.size() >= MOST_OPERATIONS || unconfirmed >= MOST_BYTES) {
        wait(WAIT);
        check();
      }
    }
  }

  /// Ends the frame of [#begin]; what was sent is answered later.
  Operation end(Class<? extends Reply> expected, Operation.Reaction reaction) throws IOException {
    return end(expected, false, reaction);
  }

  /// Ends the frame of [#begin]; [#rest] ends when it is answered, however.
  Operation endAwaited(Class<? extends Reply> expected, Operation.Reaction reaction)
      throws IOException {
    return end(expected, true, reaction);
  }

  private synchronized Operation end(
      Class<? extends Reply> expected, boolean awaited, Operation.Reaction reaction)
      throws IOException {
    check();
    Operation operation = new Operation(last, out.end(), expected, awaited, reaction);
    open.put(operation.id, operation);
    unconfirmed += operation.bytes;
    if (reader == null) {
      reader = Background.thread("mirror answers").start(this::read);
    }
    notifyAll();
    return operation;
  }

  /// Ends a frame of [#more] that is confirmed by itself.
  synchronized void endConfirmed() {
    unconfirmed += out.end();
    notifyAll();
  }

  /// Ends a frame of [#more] that isn't confirmed by itself.
  void endMore() {
    out.end();
  }

  void flush() throws IOException {
    out.flush();
  }

  /// Reacts to what was answered.
  ///
  /// @return whether anything was
  boolean react() throws IOException {
    boolean any = false;
    for (Operation one = next(); one != null; one = next()) {
      any = true;
      one.react();
    }
    return any;
  }

  private synchronized @Nullable Operation next() throws IOException {
    Operation one = answered.poll();
    if (one == null) {
      urgent = false;
      check();
    }
    return one;
  }

  /// Waits until something is answered, if anything is due.
  void await() throws IOException, InterruptedException {
    out.flush();
    synchronized (this) {
      check();
      while (answered.isEmpty() && !open.isEmpty()) {
        wait(WAIT);
        check();
      }
    }
  }

  /// Waits until something is answered that is more than simply done, or [#wake] is called, or the
  /// time is over.
  void rest(Duration limit) throws IOException, InterruptedException {
    out.flush();
    long end = System.nanoTime() + limit.toNanos();
    synchronized (this) {
      check();
      resting = true;
      try {
        for (long left = limit.toNanos();
            !urgent && !woken && left > 0;
            left = end - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(this, left);
          check();
        }
      } finally {
        resting = false;
        woken = false;
      }
    }
  }

  /// Ends [#rest], or the next one.
  synchronized void wake() {
    woken = true;
    notifyAll();
  }

  /// {@return whether nothing is due}
  synchronized boolean idle() {
    return open.isEmpty() && answered.isEmpty();
  }

  /// {@return the number of the last operation}
  long last() {
    return last;
  }

  synchronized void check() throws IOException {
    if (broken != null) {
      throw new IOException(broken.getMessage(), broken);
    } else if (closed) {
      throw new IOException("the mirror's channel was given up");
    }
  }

  private void read() {
    try {
      boolean greeted = false;
      while (due()) {
        if (!in.next()) {
          throw new IOException("the other end closed the mirror's channel");
        } else if (!greeted) {
          Greeting.read(in);
          greeted = true;
        } else {
          take();
        }
      }
    } catch (IOException | RuntimeException e) {
      synchronized (this) {
        broken = e instanceof IOException io ? io : new IOException(e);
        notifyAll();
      }
    } catch (InterruptedException e) {
      close();
    }
  }

  private synchronized boolean due() throws InterruptedException {
    while (!closed && open.isEmpty() && unconfirmed == 0) {
      wait();
    }
    return !closed;
  }

  private void take() throws IOException {
    Frame type = in.type();
    switch (type) {
      case RECEIVED -> confirmed(in.upTo(Integer.MAX_VALUE));
      case RESULT -> answer(Reply.Result.read(in));
      case DIFFERENCES -> answer(Reply.Differences.read(in));
      case EXTRA -> answer(Reply.Extra.read(in));
      case HASHED -> answer(Reply.Hashed.read(in));
      case REFUSED -> throw Greeting.refusal(in);
      case HELLO,
          REMOVE,
          PUT,
          ATTRIBUTES,
          LINK,
          MOVE,
          BEGIN,
          BLOCKS,
          END,
          HASHES,
          LIST,
          EXTRAS,
          SYNC ->
          throw new Violation("a standby doesn't say " + type);
    }
  }

  private synchronized void confirmed(long bytes) throws Violation {
    if (bytes > unconfirmed) {
      throw new Violation("it received more than was sent");
    }
    unconfirmed -= bytes;
    if (!resting || urgent) {
      notifyAll();
    }
  }

  private synchronized void answer(Reply reply) throws Violation {
    Operation operation = open.remove(reply.id());
    if (operation == null) {
      throw new Violation("it answers what wasn't asked");
    }
    operation.answer(reply);
    answered.add(operation);
    urgent |= operation.urgent();
    confirmed(operation.bytes);
  }

  /// The channel stays as it is.
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}

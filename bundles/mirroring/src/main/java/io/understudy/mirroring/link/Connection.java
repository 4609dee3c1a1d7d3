package io.understudy.mirroring.link;

import io.understudy.api.NodeId;
import io.understudy.api.kernel.Background;
import io.understudy.api.mirror.Channel;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A proven connection to another node. An end that is gone is noticed by its silence, also while
/// nobody reads or writes; then all that waits in it fails.
///
/// What is written is sent when a record is full, or by [OutputStream#flush].
public final class Connection implements Channel, Closeable {
  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final Socket raw;
  private final SSLSocket tls;
  private final NodeId peer;
  private final LinkTimes times;
  private final Throttle throttle = new Throttle();
  private final Inbox inbox = new Inbox();
  private final Outbox outbox;
  private final AtomicReference<@Nullable IOException> over = new AtomicReference<>();
  private final Runnable forget;
  private volatile @Nullable ScheduledFuture<?> watch;
  private volatile long incarnation;
  private volatile long heard;
  private volatile long read;
  private long heardBefore;
  private long sentBefore;
  private int silent;
  private int stuck;

  /// @param raw what `tls` lies over
  /// @param forget called once, when it is over
  Connection(Socket raw, SSLSocket tls, NodeId peer, LinkTimes times, Runnable forget)
      throws IOException {
    this.raw = raw;
    this.tls = tls;
    this.peer = peer;
    this.times = times;
    this.forget = forget;
    outbox = new Outbox(tls.getOutputStream(), throttle, over::get);
  }

  void answered(long number) {
    incarnation = number;
  }

  /// {@return at the dialling end: a random number that the other end's process took when it began}
  public long incarnation() {
    return incarnation;
  }

  /// Before [#start].
  InputStream plainIn() throws IOException {
    return tls.getInputStream();
  }

  /// Before [#start].
  OutputStream plainOut() throws IOException {
    return tls.getOutputStream();
  }

  /// From now on everything is framed.
  void start(Watchdog watchdog) throws IOException {
    ScheduledFuture<?> started = watchdog.each(times.step(), this::look);
    watch = started;
    if (over.get() != null) {
      started.cancel(false);
    }
    Background.thread("mirroring from " + peer).start(this::receive);
    Background.thread("mirroring pulse to " + peer).start(this::pulse);
  }

  /// {@return the node at the other end}
  public NodeId peer() {
    return peer;
  }

  @Override
  public InputStream in() {
    return new Reading();
  }

  @Override
  public OutputStream out() {
    return outbox;
  }

  /// {@return limits what this end sends}
  public Throttle throttle() {
    return throttle;
  }

  public long bytesSent() {
    return outbox.bytes();
  }

  public long bytesRead() {
    return read;
  }

  public boolean isOpen() {
    return over.get() == null;
  }

  private void receive() {
    byte[] frame = new byte[Outbox.LONGEST];
    try {
      DataInputStream in = new DataInputStream(tls.getInputStream());
      while (true) {
        int length = in.readUnsignedShort();
        if (length == Outbox.END) {
          inbox.end(null);
          return;
        } else if (length > frame.length) {
          throw new IOException("%s sent a frame of %d bytes".formatted(peer, length));
        }
        in.readFully(frame, 0, length);
        heard++;
        read += length;
        inbox.put(frame, 0, length);
      }
    } catch (EOFException e) {
      end(new IOException("the connection to %s was cut".formatted(peer), e));
    } catch (IOException e) {
      end(new IOException("the connection to %s broke: %s".formatted(peer, e.getMessage()), e));
    }
  }

  private void pulse() {
    try {
      long sent = -1;
      while (isOpen()) {
        if (sent == outbox.frames() && !outbox.busy()) {
          outbox.pulse();
        }
        sent = outbox.frames();
        Thread.sleep(times.pulse());
        outbox.flushIdle();
      }
    } catch (IOException e) {
      end(new IOException("the connection to %s broke: %s".formatted(peer, e.getMessage()), e));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /// Looks whether the other end lives. Called in steps, by the watchdog, never waits.
  private void look() {
    // Who doesn't read what has arrived doesn't hear the other end either.
    boolean silence = heard == heardBefore && !inbox.full();
    boolean hangs = outbox.busy() && outbox.frames() == sentBefore;
    heardBefore = heard;
    sentBefore = outbox.frames();
    silent = silence ? silent + 1 : 0;
    stuck = hangs ? stuck + 1 : 0;
    if (times.step().multipliedBy(silent).compareTo(times.silence()) >= 0) {
      cut("%s is silent".formatted(peer));
    } else if (times.step().multipliedBy(stuck).compareTo(times.patience()) >= 0) {
      cut("%s takes nothing any more".formatted(peer));
    }
  }

  /// Ends it at once, whatever waits in it: never waits.
  public void cut(String reason) {
    end(new IOException("the connection to %s was ended: %s".formatted(peer, reason)));
  }

  private void end(IOException why) {
    if (over.compareAndSet(null, why)) {
      ScheduledFuture<?> watched = watch;
      if (watched != null) {
        watched.cancel(false);
      }
      inbox.end(why);
      Sockets.close(raw);
      forget.run();
    }
  }

  /// Ends it, and tells the other end that all was said, if that can be told at once.
  @Override
  public void close() {
    if (isOpen() && !outbox.busy()) {
      // A last word fits into the kernel's buffer, or else the socket is closed below it.
      Thread farewell = Background.thread("mirroring farewell").start(this::sayFarewell);
      try {
        farewell.join(FAREWELL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    cut("closed here");
  }

  private void sayFarewell() {
    try {
      outbox.end();
      tls.shutdownOutput();
    } catch (IOException gone) {
      // Nobody is there to hear it.
    }
  }

  /// Reads; and sends what lies in the outbox before it waits.
  private final class Reading extends InputStream {
    @Override
    public int read() throws IOException {
      flush();
      return inbox.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      flush();
      return inbox.read(into, offset, length);
    }

    private void flush() throws IOException {
      if (inbox.available() == 0) {
        outbox.flushIdle();
      }
    }

    @Override
    public int available() {
      return inbox.available();
    }
  }
}

package io.understudy.heartbeat;

import io.understudy.api.kernel.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connected UDP socket of a path, with the thread that reads it.
///
/// While there can't be a socket it tries again several times a second. One on which sending fails
/// and nothing arrives is replaced each second, since its device may be another by now; one that
/// still hears the peer stays, because a closed port would tell the peer that this process is gone.
final class Line implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpPath.class);
  private static final long FIRST_RETRY = Duration.ofMillis(25).toNanos();
  private static final long LAST_RETRY = Duration.ofMillis(200).toNanos();
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// DSCP CS6, network control (RFC 4594), as a TOS or traffic class octet.
  private static final int CS6 = 0xc0;

  interface Listener {
    void datagram(ByteBuffer datagram, long receivedNanos);

    void refused();
  }

  private final PathSettings settings;
  private final Ticker ticker;
  private final Faults faults;
  private final Listener listener;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean refused;
  private volatile @Nullable DatagramChannel channel;
  private volatile @Nullable Selector selector;
  private volatile long failingSince;

  Line(PathSettings settings, Ticker ticker, Faults faults, Listener listener) {
    this.settings = settings;
    this.ticker = ticker;
    this.faults = faults;
    this.listener = listener;
    this.thread =
        Thread.ofPlatform()
            .name("beat-" + settings.id())
            .daemon(true)
            .priority(Thread.MAX_PRIORITY)
            .unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// {@return whether the kernel took it}
  boolean send(ByteBuffer datagram) {
    DatagramChannel open = channel;
    if (open == null) {
      return false;
    }
    try {
      boolean taken = write(open, datagram);
      failingSince = 0;
      faults.set(
          Faults.Kind.SENDING, taken ? "" : "the socket's send buffer is full", ticker.nanos());
      return taken;
    } catch (ClosedChannelException reopening) {
      return false;
    } catch (IOException e) {
      long now = ticker.nanos();
      faults.set(Faults.Kind.SENDING, "sending fails: " + e.getMessage(), now);
      if (failingSince == 0) {
        failingSince = now;
      }
      return false;
    }
  }

  /// The error of an earlier datagram is reported by a later call, which then sends nothing.
  private boolean write(DatagramChannel open, ByteBuffer datagram) throws IOException {
    try {
      return open.write(datagram.duplicate()) > 0;
    } catch (PortUnreachableException ofAnEarlierOne) {
      refused = true;
      wakeup();
      try {
        return open.write(datagram.duplicate()) > 0;
      } catch (PortUnreachableException again) {
        return true;
      }
    }
  }

  /// The port is free when this returns.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    wakeup();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      if (!thread.join(LOOK)) {
        LOG.warn("Path {}: a listener holds up its end", settings.id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wakeup() {
    Selector waiting = selector;
    if (waiting != null) {
      waiting.wakeup();
    }
  }

  private void run() {
    long retry = FIRST_RETRY;
    while (!closed) {
      try (Selector readable = Selector.open();
          DatagramChannel open = connected()) {
        open.register(readable, SelectionKey.OP_READ);
        selector = readable;
        channel = open;
        retry = FIRST_RETRY;
        failingSince = 0;
        faults.set(Faults.Kind.OPENING, "", ticker.nanos());
        read(readable, open);
      } catch (IOException | RuntimeException e) {
        faults.set(Faults.Kind.OPENING, "no socket: " + explained(e), ticker.nanos());
        LOG.debug("Path {}", settings.id(), e);
        if (!closed) {
          LockSupport.parkNanos(this, retry);
          retry = Math.min(2 * retry, LAST_RETRY);
        }
      } finally {
        channel = null;
        selector = null;
      }
    }
  }

  private DatagramChannel connected() throws IOException {
    InetSocketAddress local = settings.local().socketAddress(settings.port());
    InetSocketAddress remote = settings.remote().socketAddress(settings.port());
    DatagramChannel open =
        DatagramChannel.open(
            local.getAddress().getAddress().length == 4
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    try {
      open.configureBlocking(false);
      open.setOption(StandardSocketOptions.IP_TOS, CS6);
      open.bind(local);
      open.connect(remote);
      return open;
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private void read(Selector readable, DatagramChannel open) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    long opened = ticker.nanos();
    long looked = opened;
    long heard = opened;
    while (!closed) {
      readable.select(key -> {}, LOOK.toMillis());
      if (drain(open, buffer)) {
        heard = ticker.nanos();
      }
      if (refused) {
        refused = false;
        listener.refused();
      }
      long now = ticker.nanos();
      if (now - looked < LOOK.toNanos()) {
        continue;
      }
      looked = now;
      boolean silent = now - heard >= LOOK.toNanos();
      faults.set(Faults.Kind.LINK, silent ? linkFault() : "", now);
      if (silent && failingSince != 0 && now - failingSince >= LOOK.toNanos()) {
        return;
      }
    }
  }

  private boolean drain(DatagramChannel open, ByteBuffer buffer) throws IOException {
    boolean any = false;
    for (int i = 0; i < 64; i++) {
      try {
        buffer.clear();
        int length = open.read(buffer);
        long now = ticker.nanos();
        if (length <= 0) {
          return any;
        }
        any = true;
        listener.datagram(buffer.flip(), now);
      } catch (PortUnreachableException e) {
        refused = true;
      }
    }
    return any;
  }

  private String linkFault() {
    if (settings.local().address().isLoopbackAddress()) {
      return "";
    }
    try {
      NetworkInterface device = NetworkInterface.getByInetAddress(settings.local().address());
      if (device == null) {
        return "no interface has the address " + settings.local();
      }
      return device.isUp() ? "" : "interface " + device.getName() + " is down or has no carrier";
    } catch (SocketException e) {
      return "";
    }
  }

  private String explained(Exception e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Cannot assign")) {
      return "no interface has the address " + settings.local();
    }
    if (message.contains("already in use")) {
      return "%s is taken by another process or path; use another port for it"
          .formatted(settings.local().withPort(settings.port()));
    }
    return message;
  }
}

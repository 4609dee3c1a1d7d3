package io.understudy.mirroring.link;

import io.understudy.api.NodeId;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// This node's part in connections: its name, the key, and all connections there are. Closing it
/// ends them all.
public final class Link implements Closeable {
  private final NodeId self;
  private final ClusterKey key;
  private final LinkTimes times;
  private final long incarnation = ThreadLocalRandom.current().nextLong();
  private final Watchdog watchdog = new Watchdog();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Map<Socket, Connection> connections = new ConcurrentHashMap<>();
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Secured secured;
  private volatile boolean closed;

  public Link(NodeId self, ClusterKey key) {
    this(self, key, LinkTimes.USUAL);
  }

  public Link(NodeId self, ClusterKey key, LinkTimes times) {
    this.self = self;
    this.key = key;
    this.times = times;
  }

  NodeId self() {
    return self;
  }

  long incarnation() {
    return incarnation;
  }

  LinkTimes times() {
    return times;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  private Secured secured() {
    Secured made = secured;
    if (made == null) {
      making.lock();
      try {
        made = secured == null ? Secured.make() : secured;
        secured = made;
      } finally {
        making.unlock();
      }
    }
    return made;
  }

  /// A socket that is ended with the link.
  void keep(Socket raw) throws IOException {
    sockets.add(raw);
    if (closed) {
      forget(raw);
      throw new IOException("mirroring is being stopped");
    }
    raw.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  void forget(Socket raw) {
    Sockets.close(raw);
    sockets.remove(raw);
    connections.remove(raw);
  }

  /// TLS, and its proofs, by the dialler; within the socket's deadline.
  Connection dialled(Socket raw, NodeId to) throws IOException {
    SSLSocket tls = secured().over(raw, true);
    new Proofs(tls, key, self).dial(to);
    return connection(raw, tls, to);
  }

  Connection accepted(Socket raw) throws IOException {
    SSLSocket tls = secured().over(raw, false);
    NodeId from = new Proofs(tls, key, self).accept();
    return connection(raw, tls, from);
  }

  private Connection connection(Socket raw, SSLSocket tls, NodeId peer) throws IOException {
    Connection connection = new Connection(raw, tls, peer, times, () -> forget(raw));
    connections.put(raw, connection);
    return connection;
  }

  @Override
  public void close() {
    closed = true;
    connections.values().forEach(one -> one.cut("mirroring is being stopped"));
    sockets.forEach(this::forget);
    watchdog.close();
  }
}

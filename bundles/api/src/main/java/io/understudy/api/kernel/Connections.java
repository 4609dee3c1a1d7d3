package io.understudy.api.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/// TCP connections: those of this node, and what can be told about those that ended with another.
public interface Connections {
  /// One connection, as its server sees it.
  record Connection(InetSocketAddress local, InetSocketAddress remote) {}

  /// {@return the established connections to these addresses of this node}
  List<Connection> established(Set<InetAddress> local) throws KernelException;

  /// Sends the client an acknowledgement of nothing (a "tickle"). A client that still believes in
  /// the connection answers (RFC 9293, 3.10.7.4), and the kernel resets what nobody here knows; one
  /// whose connection goes on isn't disturbed. Never blocks.
  ///
  /// @param connection its local address is one of this node
  void tickle(Connection connection) throws KernelException;
}

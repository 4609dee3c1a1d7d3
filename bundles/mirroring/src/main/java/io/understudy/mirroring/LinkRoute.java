package io.understudy.mirroring;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.mirroring.link.Connection;
import io.understudy.mirroring.link.Dialer;
import io.understudy.mirroring.link.Opening;
import io.understudy.mirroring.owner.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// The way to the other node by our own connections.
record LinkRoute(NodeId self, NodeId to, Dialer dialer) implements Route {
  private static final Duration LIMIT = Duration.ofSeconds(8);

  @Override
  public Line data(String rule, GroupId group, Term term, String strategy)
      throws IOException, InterruptedException {
    return open(Opening.data(rule, group, term, self, to, strategy));
  }

  @Override
  public Line notices(GroupId group, Term term) throws IOException, InterruptedException {
    return open(Opening.notices(group, term, self, to));
  }

  private Line open(Opening opening) throws IOException, InterruptedException {
    return new LinkLine(dialer.open(to, opening, LIMIT));
  }

  /// A connection as a line.
  private record LinkLine(Connection connection) implements Line {
    @Override
    public InputStream in() {
      return connection.in();
    }

    @Override
    public OutputStream out() {
      return connection.out();
    }

    @Override
    public long incarnation() {
      return connection.incarnation();
    }

    @Override
    public void limit(long bytesPerSecond) {
      connection.throttle().limit(bytesPerSecond);
    }

    @Override
    public long bytesSent() {
      return connection.bytesSent();
    }

    @Override
    public void cut(String reason) {
      connection.cut(reason);
    }

    @Override
    public boolean isOpen() {
      return connection.isOpen();
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}

package io.understudy.mirroring.owner;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.api.mirror.Channel;
import java.io.Closeable;
import java.io.IOException;

/// The way to one standby.
public interface Route {
  NodeId to();

  /// {@return a channel on which that node's strategy is ready} Within some seconds.
  ///
  /// @throws IOException with a reason for people
  Line data(String rule, GroupId group, Term term, String strategy)
      throws IOException, InterruptedException;

  /// {@return a channel for notices about all rules of a group}
  Line notices(GroupId group, Term term) throws IOException, InterruptedException;

  /// One connection.
  interface Line extends Channel, Closeable {
    /// {@return a number that is another one when the other end's process is: its copy may have
    /// been touched by others}
    long incarnation();

    /// @param bytesPerSecond that are sent at most; 0: as many as there are
    void limit(long bytesPerSecond);

    long bytesSent();

    /// Ends it at once, whatever waits in it.
    void cut(String reason);

    boolean isOpen();

    @Override
    void close();
  }
}

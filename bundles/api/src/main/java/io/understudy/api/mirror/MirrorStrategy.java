package io.understudy.api.mirror;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/// A way to carry the data of a rule from its owner to a standby. Both nodes need the strategy. A
/// strategy decides nothing: which files, when and whether is the mirroring bundle's.
@ConsumerType
public interface MirrorStrategy {
  /// {@return the name by which rules choose it}
  String name();

  /// {@return the owner's end of a channel}
  Sender sender(MirroredTree source, Channel channel) throws IOException;

  /// The standby's end: serves until the channel ends. What the other end says isn't trusted: paths
  /// are checked, sizes are limits, nothing outside of the tree or the selection is touched.
  ///
  /// @throws IOException if the other end says something that can't be; the channel is closed then
  void receive(MirroredTree copy, Channel channel) throws IOException, InterruptedException;

  /// The owner's end of a channel, used by one thread.
  @ConsumerType
  interface Sender extends Closeable {
    /// Carries out all that the feed gives, and returns when it gives nothing more and the standby
    /// has confirmed all.
    ///
    /// @throws IOException if the channel is gone; the sender is closed then
    void pass(Feed feed, Progress progress) throws IOException, InterruptedException;

    /// Lets go of what it holds. The channel isn't its own.
    @Override
    void close();
  }
}

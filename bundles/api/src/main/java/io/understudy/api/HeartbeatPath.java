package io.understudy.api;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/// One network route to one peer. Authenticates with the [BeatSeal] what it carries, and measures
/// loss, latency and jitter; what a beat says is none of its business.
@ConsumerType
public interface HeartbeatPath {
  /// The most that one beat has, in bytes: with seal and headers it is no fragment anywhere.
  int MOST_BYTES = 1100;

  PathId id();

  NodeId peer();

  /// Sends one beat, without ever blocking. A beat that can't leave is lost and counted as such.
  ///
  /// @param beat at most [#MOST_BYTES], from position to limit; left as it was
  void send(ByteBuffer beat);

  /// Hears beats until closed. One listener at a time is enough; it is called on the path's own
  /// thread.
  AutoCloseable listen(Listener listener);

  PathView view();

  @ProviderType
  interface Listener {
    /// @param receivedNanos [io.understudy.api.kernel.Ticker#nanos], read when the datagram was
    ///     taken from the socket
    void beat(PathId path, ByteBuffer beat, long receivedNanos);

    /// The peer's kernel answered that nobody listens there (ICMP port unreachable): its process is
    /// gone while its machine lives.
    void refused(PathId path);
  }
}

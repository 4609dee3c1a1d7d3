package io.understudy.api;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/// A device on the LAN whose reachability counts when the nodes lose contact, and through which
/// beats can be reflected. When to ping is the engine's decision.
@ConsumerType
public interface ReferenceDevice {
  DeviceId id();

  /// {@return how much its reachability counts, 1 to 100}
  int weight();

  /// Sends one echo request that carries `stamp`, without ever blocking.
  void ping(long stamp);

  /// Sends a beat to a peer through the device: as an echo request whose source is the peer's
  /// address, so that the device's reply goes to the peer. Never blocks; does nothing where it
  /// can't be done.
  void reflect(NodeId to, ByteBuffer beat);

  /// Hears answers and reflected beats until closed. Called on the adapter's own thread.
  AutoCloseable listen(Listener listener);

  DeviceView view();

  @ProviderType
  interface Listener {
    /// An authentic answer to `ping(stamp)` of this process arrived.
    void answered(DeviceId device, long stamp);

    /// An authentic beat arrived by way of the device.
    ///
    /// @param receivedNanos [io.understudy.api.kernel.Ticker#nanos] at its arrival
    void reflected(DeviceId via, ByteBuffer beat, long receivedNanos);
  }
}

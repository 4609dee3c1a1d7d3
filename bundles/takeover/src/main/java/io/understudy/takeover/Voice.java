package io.understudy.takeover;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the group says on the LAN: frames built beforehand, so that announcing costs a system call
/// each.
final class Voice {
  private static final Logger LOG = LoggerFactory.getLogger(Voice.class);

  private final Set<InetAddress> addresses;
  private final Frames frames = new Frames(new SecureRandom().nextLong(1, 1L << 48));
  private volatile List<ByteBuffer> announcements = List.of();
  private volatile String unsent = "";

  Voice(Set<InetAddress> addresses) {
    this.addresses = addresses;
  }

  /// @param mac under which the group is reached
  void prepare(MacAddress mac, boolean router) {
    announcements =
        addresses.stream()
            .flatMap(address -> frames.announcements(address, mac, router).stream())
            .toList();
  }

  void announce(Ear ear) {
    try {
      for (ByteBuffer announcement : announcements) {
        ear.send(announcement);
      }
      unsent = "";
    } catch (KernelException e) {
      if (unsent.isEmpty()) {
        LOG.warn("can't announce: {}", e.getMessage());
      }
      unsent = e.getMessage();
    }
  }

  List<ByteBuffer> questions(MacAddress mac, byte[] linkLocal) {
    return addresses.stream().map(address -> frames.question(address, mac, linkLocal)).toList();
  }

  /// {@return whether it is an announcement of this instance, sent back}
  boolean echo(Sighting sighting) {
    return sighting.nonce() == frames.nonce();
  }

  Optional<String> unsent() {
    return Optional.of(unsent).filter(text -> !text.isEmpty());
  }
}

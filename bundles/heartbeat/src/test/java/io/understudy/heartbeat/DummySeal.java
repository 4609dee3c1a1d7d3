package io.understudy.heartbeat;

import io.understudy.api.BeatSeal;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Seals with a number in place of a key: nothing is authenticated, but another number is refused.
public final class DummySeal implements BeatSeal {
  private final long key;

  public DummySeal(long key) {
    this.key = key;
  }

  @Override
  public ByteBuffer seal(ByteBuffer plain) {
    return ByteBuffer.allocate(Long.BYTES + plain.remaining())
        .putLong(key)
        .put(plain.duplicate())
        .flip();
  }

  @Override
  public Optional<ByteBuffer> open(ByteBuffer sealed) {
    ByteBuffer copy = sealed.duplicate();
    if (copy.remaining() < Long.BYTES || copy.getLong() != key) {
      return Optional.empty();
    }
    byte[] plain = new byte[copy.remaining()];
    copy.get(plain);
    return Optional.of(ByteBuffer.wrap(plain));
  }
}

package io.understudy.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HmacSealTest {
  private final HmacSeal seal = new HmacSeal(key(1));
  private final ByteBuffer plain = ByteBuffer.wrap(new byte[] {9, 1, 2, 3}, 1, 3);

  @Test
  void whatIsSealedOpensAtANodeWithTheSameKey() {
    ByteBuffer opened = new HmacSeal(key(1)).open(seal.seal(plain)).orElseThrow();

    assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), opened);
    assertEquals(3, plain.remaining());
  }

  @Test
  void anotherKeyDoesNotOpen() {
    assertTrue(new HmacSeal(key(2)).open(seal.seal(plain)).isEmpty());
  }

  @Test
  void noChangedBitAndNoLostByteGoesUnnoticed() {
    ByteBuffer sealed = seal.seal(plain);
    for (int bit = 0; bit < sealed.remaining() * 8; bit++) {
      byte[] forged = sealed.array().clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertTrue(seal.open(ByteBuffer.wrap(forged)).isEmpty(), "bit " + bit);
    }
    for (int length = 0; length < sealed.remaining(); length++) {
      assertTrue(seal.open(ByteBuffer.wrap(Arrays.copyOf(sealed.array(), length))).isEmpty());
    }
  }

  @Test
  void aNewerVersionIsRecognized() {
    ByteBuffer sealed = seal.seal(plain);
    sealed.put(3, (byte) 2);

    assertEquals(2, HmacSeal.version(sealed));
    assertEquals(-1, HmacSeal.version(ByteBuffer.allocate(40)));
  }

  static byte[] key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }
}

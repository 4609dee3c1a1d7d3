package io.understudy.heartbeat;

import io.understudy.api.BeatSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Seals with HMAC-SHA-256 (RFC 2104), cut to 128 bits as in RFC 4868.
///
/// A beat is no secret, so nothing is encrypted: a MAC needs no nonce, and a nonce used twice after
/// a restart is what breaks AES-GCM. Half the hash is enough, since a forger has no better way than
/// to guess online, one in 2^128 a datagram; the bytes matter in a ping.
///
/// ```
/// 'U' 'S' 'B'  version  plain ...  tag (16)
/// ```
///
/// The key in use is derived from the cluster's, so that the same file can serve other purposes.
final class HmacSeal implements BeatSeal {
  static final int VERSION = 1;
  static final int OVERHEAD = 20;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MAGIC = 'U' << 24 | 'S' << 16 | 'B' << 8;
  private static final int HEAD = 4;
  private static final int TAG = 16;

  private final ThreadLocal<Mac> macs;

  /// @param key the cluster's, 32 bytes; not kept
  HmacSeal(byte[] key) {
    byte[] purpose = "understudy beat seal 1".getBytes(StandardCharsets.US_ASCII);
    var subkey = new SecretKeySpec(mac(new SecretKeySpec(key, ALGORITHM)).doFinal(purpose), "RAW");
    macs = ThreadLocal.withInitial(() -> mac(subkey));
  }

  /// {@return the version of a sealed buffer; -1 if it isn't one} Says nothing about authenticity.
  static int version(ByteBuffer sealed) {
    if (sealed.remaining() < OVERHEAD) {
      return -1;
    }
    int head = sealed.getInt(sealed.position());
    return (head & 0xffff_ff00) == MAGIC ? head & 0xff : -1;
  }

  @Override
  public ByteBuffer seal(ByteBuffer plain) {
    int length = plain.remaining();
    ByteBuffer sealed = ByteBuffer.allocate(OVERHEAD + length);
    sealed.putInt(MAGIC | VERSION).put(plain.duplicate());
    sealed.put(tag(sealed.array(), HEAD + length), 0, TAG);
    return sealed.flip();
  }

  @Override
  public Optional<ByteBuffer> open(ByteBuffer sealed) {
    if (version(sealed) != VERSION) {
      return Optional.empty();
    }
    byte[] all = new byte[sealed.remaining()];
    sealed.duplicate().get(all);
    int signed = all.length - TAG;
    byte[] expected = Arrays.copyOf(tag(all, signed), TAG);
    return MessageDigest.isEqual(expected, Arrays.copyOfRange(all, signed, all.length))
        ? Optional.of(ByteBuffer.wrap(all, HEAD, signed - HEAD).slice())
        : Optional.empty();
  }

  private byte[] tag(byte[] bytes, int length) {
    Mac mac = macs.get();
    mac.update(bytes, 0, length);
    return mac.doFinal();
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

package io.understudy.mirroring.link;

import io.understudy.api.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// What is made of the cluster's key for mirroring, and nothing else: who has it can prove that it
/// is a node. Heartbeats use the same file; neither can be computed from the other.
public final class ClusterKey {
  static final int PROOF = 32;

  private static final int DIGITS = 64;
  private static final String PURPOSE = "understudy mirroring 1";

  /// The key file can't be used. The message says why, and never what is in it.
  public static final class Unusable extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    Unusable(String what, String remedy) {
      super(what);
      this.remedy = remedy;
    }

    public String remedy() {
      return remedy;
    }
  }

  /// Who proves it. A proof of one side is worth nothing on the other.
  enum Side {
    DIALER,
    ACCEPTER
  }

  private final SecretKey derived;

  private ClusterKey(SecretKey derived) {
    this.derived = derived;
  }

  /// @param key 32 bytes
  static ClusterKey of(byte[] key) {
    try {
      HKDFParameterSpec purpose =
          HKDFParameterSpec.ofExtract()
              .addIKM(key)
              .thenExpand(PURPOSE.getBytes(StandardCharsets.US_ASCII), PROOF);
      return new ClusterKey(KDF.getInstance("HKDF-SHA256").deriveKey("HmacSHA256", purpose));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 25 has HKDF-SHA256", e);
    }
  }

  /// @param file of 64 hexadecimal digits, closed to others
  public static ClusterKey read(Path file) throws Unusable {
    byte[] content = new byte[0];
    byte[] key = new byte[0];
    try {
      checkOwner(file);
      content = Files.readAllBytes(file);
      key = digits(file, content);
      return of(key);
    } catch (NoSuchFileException missing) {
      throw new Unusable(
          "key file " + file + " does not exist",
          "make one with 'umask 077; openssl rand -hex 32 > FILE' and copy it to every node");
    } catch (Unusable unusable) {
      throw unusable;
    } catch (IOException e) {
      throw new Unusable(
          "key file %s can't be read: %s".formatted(file, e), "make it readable for this process");
    } finally {
      Arrays.fill(content, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }

  private static void checkOwner(Path file) throws IOException {
    var facts = Files.readAttributes(file, "unix:mode,uid,size", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) facts.get("mode");
    int owner = (int) facts.get("uid");
    int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if ((mode & 0170000) != 0100000) {
      throw new Unusable(
          "key file " + file + " is not a regular file", "put the file itself there, no link");
    } else if ((mode & 0077) != 0) {
      throw new Unusable(
          "key file %s has mode %04o: others than its owner may use it"
              .formatted(file, mode & 07777),
          "chmod 0600 " + file + ", and make a new key if somebody may have read it");
    } else if (owner != own && owner != 0) {
      throw new Unusable(
          "key file %s belongs to user %d".formatted(file, owner),
          "chown it to the user of this process, %d".formatted(own));
    } else if ((long) facts.get("size") > DIGITS + 2) {
      throw malformed(file);
    }
  }

  private static byte[] digits(Path file, byte[] content) throws Unusable {
    String text = new String(content, StandardCharsets.US_ASCII).strip();
    try {
      if (text.length() == DIGITS) {
        return HexFormat.of().parseHex(text);
      }
    } catch (IllegalArgumentException secretInItsMessage) {
      // the refusal below says it without the secret
    }
    throw malformed(file);
  }

  private static Unusable malformed(Path file) {
    return new Unusable(
        "key file %s does not have %d hexadecimal digits".formatted(file, DIGITS),
        "make one with 'umask 077; openssl rand -hex 32 > FILE' and copy it to every node");
  }

  /// {@return what only a holder of the key can say in this TLS session}
  ///
  /// @param session keying material that TLS exports: the same at both ends of one session, and in
  ///     no other
  byte[] proof(byte[] session, Side side, NodeId dialer, NodeId accepter) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(derived);
      mac.update(session);
      mac.update((byte) side.ordinal());
      for (NodeId node : new NodeId[] {dialer, accepter}) {
        byte[] name = node.name().getBytes(StandardCharsets.US_ASCII);
        mac.update((byte) name.length);
        mac.update(name);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}

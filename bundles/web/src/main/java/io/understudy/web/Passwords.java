package io.understudy.web;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Passwords as salted hashes: PBKDF2 with HMAC-SHA-256 (RFC 8018), as many rounds as OWASP's
/// password storage cheat sheet asks for.
final class Passwords {
  static final int ROUNDS = 600_000;
  static final int LEAST_LENGTH = 10;

  private static final int SALT = 16;
  private static final int BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Letters and digits that can't be taken for one another.
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

  private Passwords() {}

  /// A stored password.
  record Hash(int rounds, byte[] salt, byte[] bytes) {
    /// {@return `rounds:salt:hash`, the latter two in Base64}
    String text() {
      Base64.Encoder encoder = Base64.getEncoder();
      return "%d:%s:%s"
          .formatted(rounds, encoder.encodeToString(salt), encoder.encodeToString(bytes));
    }

    /// @throws IllegalArgumentException if it is no hash
    static Hash of(String text) {
      String[] parts = text.split(":");
      if (parts.length != 3) {
        throw new IllegalArgumentException("no hash of a password");
      }
      Base64.Decoder decoder = Base64.getDecoder();
      return new Hash(
          Integer.parseInt(parts[0]), decoder.decode(parts[1]), decoder.decode(parts[2]));
    }

    boolean matches(char[] password) {
      return MessageDigest.isEqual(bytes, derive(password, salt, rounds));
    }
  }

  static Hash hash(char[] password) {
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    return new Hash(ROUNDS, salt, derive(password, salt, ROUNDS));
  }

  /// {@return a password of 80 random bits}
  static String random() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
      if (i % 4 == 3 && i < 15) {
        text.append('-');
      }
    }
    return text.toString();
  }

  private static byte[] derive(char[] password, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    } finally {
      spec.clearPassword();
    }
  }
}

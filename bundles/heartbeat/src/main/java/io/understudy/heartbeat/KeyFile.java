package io.understudy.heartbeat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// The file that holds the cluster's key.
///
/// @param path absolute
record KeyFile(Path path) {
  static final String REMEDY =
      "make one with 'umask 077; openssl rand -hex 32 > FILE' and copy it to every node";

  private static final int DIGITS = 64;

  /// The file can't be used. The message says why and what to do, and never what is in it.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    Unusable(String what, String remedy) {
      super(what);
      this.remedy = remedy;
    }

    String remedy() {
      return remedy;
    }
  }

  /// @param text absolute, or relative to the system property `understudy.home`
  static KeyFile parse(String text) {
    return new KeyFile(
        Path.of(System.getProperty("understudy.home", "")).resolve(text).toAbsolutePath());
  }

  /// {@return 32 bytes}
  byte[] read() throws Unusable {
    try {
      checkOwner();
      return digits(Files.readAllBytes(path));
    } catch (NoSuchFileException missing) {
      throw new Unusable("key file " + path + " does not exist", REMEDY);
    } catch (IOException e) {
      throw new Unusable(
          "key file %s can't be read: %s".formatted(path, e), "make it readable for this process");
    }
  }

  private void checkOwner() throws IOException, Unusable {
    var facts = Files.readAttributes(path, "unix:mode,uid,size", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) facts.get("mode");
    if ((mode & 0170000) != 0100000) {
      throw new Unusable(
          "key file " + path + " is not a regular file", "put the file itself there, no link");
    }
    if ((mode & 0077) != 0) {
      throw new Unusable(
          "key file %s has mode %04o: others than its owner may use it"
              .formatted(path, mode & 07777),
          "chmod 0600 " + path + ", and make a new key if somebody may have read it");
    }
    int owner = (int) facts.get("uid");
    int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (owner != own && owner != 0) {
      throw new Unusable(
          "key file %s belongs to user %d".formatted(path, owner),
          "chown it to the user of this process, %d".formatted(own));
    }
    if ((long) facts.get("size") > DIGITS + 2) {
      throw unreadable((long) facts.get("size") + " bytes");
    }
  }

  private byte[] digits(byte[] content) throws Unusable {
    String text = new String(content, StandardCharsets.US_ASCII).strip();
    Arrays.fill(content, (byte) 0);
    if (text.length() != DIGITS) {
      throw unreadable(text.length() + " characters");
    }
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException secretInItsMessage) {
      throw unreadable("a character that is no hexadecimal digit");
    }
  }

  private Unusable unreadable(String found) {
    return new Unusable(
        "key file %s has %s where %d hexadecimal digits should be".formatted(path, found, DIGITS),
        REMEDY);
  }
}

package io.understudy.launcher;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A node's public key as it travels to its peer: one line that `understudy fencing-setup` printed.
/// Of what stands before the key nothing is taken over.
///
/// @param node whose it is
/// @param type like `ecdsa-sha2-nistp256`
/// @param blob the key, in base64
record PeerKey(String node, String type, String blob) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:restrict,command=\"[^\"\\\\]*/understudy stand-down --home [^\"\\\\]+\" )?"
              + "(ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]{40,400}={0,2})"
              + " understudy@([a-z][a-z0-9-]{0,31})");

  /// @throws UsageException if it is anything but one such line
  static PeerKey parse(String text) throws UsageException {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    Matcher form = FORM.matcher(lines.size() == 1 ? lines.getFirst() : "");
    if (!form.matches() || !whole(form.group(1), form.group(2))) {
      throw new UsageException(
          "that isn't the one line that 'understudy fencing-setup' prints on the other node");
    }
    return new PeerKey(form.group(3), form.group(1), form.group(2));
  }

  /// {@return whether the blob is a key of the type and nothing more, see RFC 5656 section 3.1}
  private static boolean whole(String type, String blob) {
    try {
      ByteBuffer key = ByteBuffer.wrap(Base64.getDecoder().decode(blob));
      boolean named = next(key).equals(type) && type.endsWith("-" + next(key));
      next(key);
      return named && !key.hasRemaining();
    } catch (IllegalArgumentException | BufferUnderflowException | NegativeArraySizeException no) {
      return false;
    }
  }

  private static String next(ByteBuffer key) {
    int length = key.getInt();
    if (length > key.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] part = new byte[length];
    key.get(part);
    return new String(part, StandardCharsets.ISO_8859_1);
  }

  /// {@return the line for authorized_keys, see sshd(8)}
  String line(String forced) {
    return "restrict,command=\"%s\" %s %s %s".formatted(forced, type, blob, comment());
  }

  String comment() {
    return "understudy@" + node;
  }
}

package io.understudy.fencing.agent;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What only the agent may read.
///
/// @param values by parameter; the first is always [#PASSWORD], if there is any
record Secrets(Map<String, String> values) {
  static final Secrets NONE = new Secrets(Map.of());
  static final String PASSWORD = "password";

  private static final int MOST = 4096;

  /// The file can't be used. The message says why and what to do, and never what is in it.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String what, String remedy) {
      super(what + "; " + remedy);
    }
  }

  /// The first line is the password, each other one `name=value`.
  static Secrets read(Path file) throws Unusable {
    try {
      checkOwner(file);
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || lines.getFirst().isEmpty()) {
        throw new Unusable(file + " is empty", "write the password into its first line");
      }
      Map<String, String> values = new LinkedHashMap<>();
      values.put(PASSWORD, lines.getFirst());
      for (String line : lines.subList(1, lines.size())) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals).strip(), line.substring(equals + 1));
        } else if (!line.isBlank()) {
          throw new Unusable(
              file + " has a line without '='", "write name=value from the second line on");
        }
      }
      values.forEach(Parameters::check);
      return new Secrets(values);
    } catch (NoSuchFileException missing) {
      throw new Unusable(
          file + " does not exist", "make it: umask 077, and the password as its first line");
    } catch (IOException unreadable) {
      throw new Unusable(
          "%s can't be read: %s".formatted(file, unreadable.getClass().getSimpleName()),
          "make it a text file that this process may read");
    } catch (IllegalArgumentException wrong) {
      throw new Unusable(file + ": " + wrong.getMessage(), "correct it");
    }
  }

  private static void checkOwner(Path file) throws IOException, Unusable {
    var facts = Files.readAttributes(file, "unix:mode,uid,size", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) facts.get("mode");
    if ((mode & 0170000) != 0100000) {
      throw new Unusable(file + " is not a regular file", "put the file itself there, no link");
    }
    if ((mode & 0077) != 0) {
      throw new Unusable(
          "%s has mode %04o: others than its owner may use it".formatted(file, mode & 07777),
          "chmod 0600 it, and change the password if somebody may have read it");
    }
    int owner = (int) facts.get("uid");
    if (owner != 0 && owner != (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) {
      throw new Unusable(
          "%s belongs to user %d".formatted(file, owner), "chown it to the user of this process");
    }
    if ((long) facts.get("size") > MOST) {
      throw new Unusable(file + " is too long", "at most %d bytes".formatted(MOST));
    }
  }

  /// {@return the text without any of them, plain or encoded as URLs and web logins do}
  String mask(String text) {
    String masked = text;
    for (String secret : forms()) {
      masked = masked.replace(secret, "***");
    }
    return masked;
  }

  /// {@return how long the longest of them can be in a text}
  int longest() {
    return forms().stream().mapToInt(String::length).max().orElse(0);
  }

  private List<String> forms() {
    List<String> forms = new ArrayList<>();
    for (String value : values.values()) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      Stream.of(
              value,
              URLEncoder.encode(value, StandardCharsets.UTF_8),
              Base64.getEncoder().encodeToString(bytes))
          .filter(form -> !form.isEmpty())
          .forEach(forms::add);
    }
    forms.sort(Comparator.comparingInt(String::length).reversed());
    return forms;
  }

  @Override
  public String toString() {
    return "Secrets" + values.keySet();
  }
}

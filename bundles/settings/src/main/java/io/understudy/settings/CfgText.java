package io.understudy.settings;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;

/// The text of a .cfg file, edited as a person would: comments, blank lines, order, and every value
/// that doesn't change stay as they are.
final class CfgText {
  /// A comment, a blank line, or a setting with its continuation lines.
  ///
  /// @param key empty for what is no setting
  /// @param value as it is read, `${...}` not replaced
  private record Piece(String text, String key, String value) {
    boolean setting() {
      return !key.isEmpty();
    }
  }

  private final List<Piece> pieces;

  private CfgText(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /// @throws IOException if a line can't be read; names the line, from 1
  static CfgText of(String text) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    int number = 0;
    int first = 1;
    for (String line : text.lines().toList()) {
      number++;
      if (piece.isEmpty()) {
        first = number;
      }
      piece.append(line).append('\n');
      boolean comment = piece.indexOf("\n") == piece.length() - 1 && noSetting(line);
      if (comment || !continues(line)) {
        pieces.add(piece(piece.toString(), first));
        piece.setLength(0);
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(piece(piece.toString(), first));
    }
    return new CfgText(pieces);
  }

  private static boolean noSetting(String line) {
    String text = line.stripLeading();
    return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
  }

  /// {@return whether an odd number of backslashes ends the line}
  private static boolean continues(String line) {
    int slashes = 0;
    while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  private static Piece piece(String text, int line) throws IOException {
    Properties one = new Properties();
    try {
      one.load(new StringReader(text));
    } catch (IllegalArgumentException malformed) {
      throw new IOException("line %d: %s".formatted(line, malformed.getMessage()), malformed);
    }
    return one.stringPropertyNames().stream()
        .findFirst()
        .map(key -> new Piece(text, key, one.getProperty(key)))
        .orElse(new Piece(text, "", ""));
  }

  /// {@return the value as it is written; the last one if it is written twice}
  Optional<String> value(String key) {
    return pieces.stream()
        .filter(piece -> piece.key.equals(key))
        .reduce((_, last) -> last)
        .map(Piece::value);
  }

  /// Writes settings into the text.
  ///
  /// @param settings empty values are taken out
  /// @param same whether the value that stands there means the same as the wanted one
  /// @param left whether a setting that isn't there need not be written down
  CfgText with(Map<String, String> settings, Same same, Predicate<Map.Entry<String, String>> left) {
    List<Piece> next = new ArrayList<>();
    for (Piece piece : pieces) {
      String wanted = piece.setting() ? settings.get(piece.key) : null;
      if (wanted == null || same.same(piece.key, piece.value, wanted)) {
        next.add(piece);
      } else if (!wanted.isEmpty()) {
        next.add(setting(piece.key, wanted));
      }
    }
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      boolean there = pieces.stream().anyMatch(piece -> piece.key.equals(setting.getKey()));
      if (!there && !setting.getValue().isEmpty() && !left.test(setting)) {
        next.add(setting(setting.getKey(), setting.getValue()));
      }
    }
    return new CfgText(next);
  }

  /// Compares a value as it is written with one as it is wanted.
  interface Same {
    boolean same(String key, String written, String wanted);
  }

  private static Piece setting(String key, String value) {
    String safe = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    safe = safe.replaceFirst("^(?=[ \t\f])", "\\\\");
    return new Piece(key.replaceAll("([ :=#!\\\\])", "\\\\$1") + " = " + safe + "\n", key, value);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text));
    return text.toString();
  }
}

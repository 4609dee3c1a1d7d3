package io.understudy.api;

import java.util.ArrayList;
import java.util.List;

/// Splits settings that hold several words.
public final class Words {
  private Words() {}

  /// {@return the words of a command line, as a shell would split it, without its other powers: no
  /// variables, no patterns, no pipes}
  ///
  /// Blanks separate. Single quotes keep everything; double quotes keep everything but a backslash
  /// before a double quote or a backslash; a backslash elsewhere keeps the next character.
  ///
  /// @throws IllegalArgumentException if a quote isn't closed, or a backslash is the last character
  public static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      char next = i + 1 < line.length() ? line.charAt(i + 1) : 0;
      if (quote == '\'' ? c == '\'' : quote == '"' && c == '"') {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        begun = true;
      } else if (c == '\\' && (quote == 0 || quote == '"' && (next == '"' || next == '\\'))) {
        if (next == 0) {
          throw new IllegalArgumentException("write something after the backslash at its end");
        }
        word.append(next);
        begun = true;
        i++;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
          word.setLength(0);
          begun = false;
        }
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("close the quote " + quote);
    }
    if (begun) {
      words.add(word.toString());
    }
    return List.copyOf(words);
  }

  /// {@return the parts of a list, without blanks around them; empty ones are left out}
  ///
  /// Commas separate; between double quotes they don't, and a double quote there is written twice.
  ///
  /// @throws IllegalArgumentException if a quote isn't closed
  public static List<String> list(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        part.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("close the double quote");
    }
    parts.add(part.toString());
    return parts.stream().map(String::strip).filter(one -> !one.isEmpty()).toList();
  }
}

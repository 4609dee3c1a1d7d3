package io.understudy.api;

import java.util.ArrayList;
import java.util.List;

/// Splits a command line into words, as a shell would, without its other powers: no variables, no
/// patterns, no pipes.
///
/// Blanks separate. Single quotes keep everything; double quotes keep everything but a backslash
/// before a double quote or a backslash; a backslash elsewhere keeps the next character.
public final class Words {
  private Words() {}

  /// @throws IllegalArgumentException if a quote isn't closed, or nothing follows the last
  // backslash
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
}

package io.understudy.mirroring.rule;

import java.util.ArrayList;
import java.util.List;

/// Splits a command line at blanks. Single and double quotes keep words together; a backslash keeps
/// the next character, but not between single quotes. Nothing else that a shell does.
final class Command {
  private Command() {}

  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'') {
        if (++i == line.length()) {
          throw new IllegalArgumentException("write something after the backslash");
        }
        word.append(line.charAt(i));
        begun = true;
      } else if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        begun = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
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

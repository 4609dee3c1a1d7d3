package io.understudy.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON value (RFC 8259) as the node prints it, with lenient access: what isn't there is empty.
///
/// @param value a [Map], a [List], a [String], a [Double], a [Boolean] or null
public record Json(@Nullable Object value) {
  /// @throws IllegalArgumentException with the place of the first mistake
  public static Json parse(String text) {
    Parser parser = new Parser(text);
    Object value = parser.value();
    parser.end();
    return new Json(value);
  }

  public Json at(String key) {
    return value instanceof Map<?, ?> map ? new Json(map.get(key)) : new Json(null);
  }

  public List<Json> list() {
    return value instanceof List<?> list
        ? list.stream().map(item -> new Json(item)).toList()
        : List.of();
  }

  public Optional<String> text() {
    return value == null ? Optional.empty() : Optional.of(String.valueOf(value));
  }

  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  public double number() {
    return value instanceof Double number ? number : Double.NaN;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    @Nullable Object value() {
      return switch (peek()) {
        case '{' -> object();
        case '[' -> array();
        case '"' -> string();
        case 't' -> word("true", true);
        case 'f' -> word("false", false);
        case 'n' -> word("null", null);
        default -> number();
      };
    }

    private Map<String, @Nullable Object> object() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      expect('{');
      while (peek() != '}') {
        String key = string();
        expect(':');
        map.put(key, value());
        if (peek() == ',') {
          at++;
        }
      }
      expect('}');
      return map;
    }

    private List<@Nullable Object> array() {
      List<@Nullable Object> list = new ArrayList<>();
      expect('[');
      while (peek() != ']') {
        list.add(value());
        if (peek() == ',') {
          at++;
        }
      }
      expect(']');
      return list;
    }

    private String string() {
      expect('"');
      StringBuilder out = new StringBuilder();
      while (text.charAt(at) != '"') {
        char c = text.charAt(at++);
        out.append(c == '\\' ? escaped() : c);
      }
      at++;
      return out.toString();
    }

    private char escaped() {
      char c = text.charAt(at++);
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> {
          at += 4;
          yield (char) Integer.parseInt(text, at - 4, at, 16);
        }
        default -> c;
      };
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
      if (!text.startsWith(word, at)) {
        throw mistake();
      }
      at += word.length();
      return meaning;
    }

    private Double number() {
      int from = at;
      while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      try {
        return Double.valueOf(text.substring(from, at));
      } catch (NumberFormatException e) {
        throw mistake();
      }
    }

    private char peek() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        throw mistake();
      }
      return text.charAt(at);
    }

    private void expect(char c) {
      if (peek() != c) {
        throw mistake();
      }
      at++;
    }

    void end() {
      if (!text.substring(at).isBlank()) {
        throw mistake();
      }
    }

    private IllegalArgumentException mistake() {
      return new IllegalArgumentException("no JSON at character " + at + " of: " + text);
    }
  }
}

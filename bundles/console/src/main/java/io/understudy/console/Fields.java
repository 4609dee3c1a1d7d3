package io.understudy.console;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.ob.JSON;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// What an order is about: the query of a question, the JSON object of an order.
record Fields(Map<String, Object> values) {
  static final int MOST_BYTES = 16 * 1024;

  static Fields query(HttpServletRequest request) {
    Map<String, Object> values = new TreeMap<>();
    request.getParameterMap().forEach((name, all) -> values.put(name, all[0]));
    return new Fields(values);
  }

  static Fields body(HttpServletRequest request) throws Wrong, IOException {
    String type = request.getContentType();
    if (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
      throw new Wrong(415, "", "the body isn't application/json", "send a JSON object");
    }
    byte[] bytes;
    try (InputStream in = request.getInputStream()) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new Wrong(413, "", "the body is too large", "send at most 16 KiB");
    }
    try {
      return new Fields(bytes.length == 0 ? Map.of() : JSON.std.mapFrom(bytes));
    } catch (JacksonException malformed) {
      throw new Wrong(400, "", "the body is no JSON object", "send one, like {\"group\": \"web\"}");
    }
  }

  /// {@return all values as texts}
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    values.forEach((name, value) -> texts.put(name, value.toString()));
    return texts;
  }

  String text(String name) throws Wrong {
    Object value = values.get(name);
    if (!(value instanceof String text) || text.isBlank()) {
      throw new Wrong(400, name, "'%s' is missing".formatted(name), "give it as a text");
    }
    return text;
  }

  String text(String name, String otherwise) throws Wrong {
    return values.containsKey(name) ? text(name) : otherwise;
  }

  Optional<String> optional(String name) throws Wrong {
    return values.getOrDefault(name, "").equals("") ? Optional.empty() : Optional.of(text(name));
  }

  /// {@return settings, one `KEY = VALUE` on a line, as in a .cfg file without comments}
  Map<String, String> settings(String name) throws Wrong {
    Map<String, String> settings = new TreeMap<>();
    for (String line : text(name).lines().filter(line -> !line.isBlank()).toList()) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new Wrong(
            400, name, "'%s' is no setting".formatted(line), "write KEY = VALUE on each line");
      }
      settings.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }
    return settings;
  }

  boolean flag(String name) throws Wrong {
    return switch (values.get(name)) {
      case null -> false;
      case Boolean set -> set;
      case String text when text.equals("true") -> true;
      case String text when text.equals("false") -> false;
      default -> throw new Wrong(400, name, "'%s' is no flag".formatted(name), "use true or false");
    };
  }

  GroupId group() throws Wrong {
    return parsed("group", GroupId::new);
  }

  NodeId node(String name) throws Wrong {
    return parsed(name, NodeId::new);
  }

  private <T> T parsed(String name, Function<String, T> reader) throws Wrong {
    String text = text(name);
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw new Wrong(
          400, name, String.valueOf(wrong.getMessage()), "see status for what there is");
    }
  }
}

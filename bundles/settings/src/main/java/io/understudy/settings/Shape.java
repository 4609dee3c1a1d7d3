package io.understudy.settings;

import io.understudy.api.SettingsCheck.Objection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/// What can be said against settings from their description alone: unknown keys, missing ones,
/// wrong types, values out of range.
final class Shape {
  /// Keys of Config Admin, File Install and Declarative Services.
  private static final Pattern FOREIGN =
      Pattern.compile(
          "service\\..*|felix\\.fileinstall\\..*|component\\..*|:.*"
              + "|.*\\.target|.*\\.cardinality\\.minimum");

  private final Map<String, AttributeDefinition> known = new TreeMap<>();
  private final List<AttributeDefinition> required;

  Shape(ObjectClassDefinition described) {
    for (AttributeDefinition attribute : all(described, ObjectClassDefinition.ALL)) {
      known.put(attribute.getID(), attribute);
    }
    required = all(described, ObjectClassDefinition.REQUIRED);
  }

  List<Objection> objections(Map<String, ?> settings) {
    List<Objection> objections = new ArrayList<>();
    new TreeMap<>(settings)
        .forEach(
            (key, value) -> {
              AttributeDefinition attribute = known.get(key);
              if (attribute != null) {
                judge(attribute, value, objections);
              } else if (!FOREIGN.matcher(key).matches()) {
                objections.add(unknown(key));
              }
            });
    for (AttributeDefinition attribute : required) {
      if (!settings.containsKey(attribute.getID()) && !hasDefault(attribute)) {
        objections.add(
            new Objection(
                attribute.getID(), "is missing", "set it: " + attribute.getDescription()));
      }
    }
    return objections;
  }

  /// {@return the settings with each flag as `true` or `false`}
  Map<String, Object> plain(Map<String, Object> settings) {
    Map<String, Object> all = new TreeMap<>(settings);
    all.replaceAll((key, value) -> isFlag(key) ? plain(value) : value);
    return all;
  }

  private static Object plain(Object value) {
    return switch (value.toString().strip()) {
      case "on", "yes" -> "true";
      case "off", "no" -> "false";
      default -> value;
    };
  }

  private boolean isFlag(String key) {
    AttributeDefinition attribute = known.get(key);
    return attribute != null && attribute.getType() == AttributeDefinition.BOOLEAN;
  }

  boolean isDefault(String key, String value) {
    AttributeDefinition attribute = known.get(key);
    return attribute != null
        && hasDefault(attribute)
        && value.equals(String.join(", ", attribute.getDefaultValue()));
  }

  private Objection unknown(String key) {
    return new Objection(
        key,
        "there is no such setting",
        known.keySet().stream()
            .filter(name -> Distance.of(name, key) <= 2)
            .findFirst()
            .map(name -> "did you mean " + name + "?")
            .orElse("use one of " + String.join(", ", known.keySet())));
  }

  private static void judge(
      AttributeDefinition attribute, Object value, List<Objection> objections) {
    parts(attribute, value)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .filter(text -> attribute.getType() != AttributeDefinition.BOOLEAN || !flag(text))
        .forEach(
            text -> {
              String wrong = attribute.validate(text);
              if (wrong != null && !wrong.isEmpty()) {
                objections.add(
                    new Objection(
                        attribute.getID(),
                        "'%s' can't be used".formatted(text),
                        remedy(attribute)));
              }
            });
  }

  /// {@return whether it is one of the words that are read as on or off}
  private static boolean flag(String text) {
    return Set.of("on", "off", "yes", "no", "true", "false").contains(text);
  }

  private static String remedy(AttributeDefinition attribute) {
    String[] options = attribute.getOptionValues();
    return options == null || options.length == 0
        ? "it takes %s: %s".formatted(type(attribute.getType()), attribute.getDescription())
        : "use " + String.join(" or ", options);
  }

  private static String type(int type) {
    return switch (type) {
      case AttributeDefinition.INTEGER,
          AttributeDefinition.LONG,
          AttributeDefinition.SHORT,
          AttributeDefinition.BYTE ->
          "a whole number";
      case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> "a number";
      case AttributeDefinition.BOOLEAN -> "on or off";
      default -> "a text";
    };
  }

  private static Stream<String> parts(AttributeDefinition attribute, Object value) {
    Stream<?> values =
        switch (value) {
          case Object[] array -> Arrays.stream(array);
          case Collection<?> many -> many.stream();
          default -> Stream.of(value);
        };
    return attribute.getCardinality() == 0
        ? values.map(Object::toString)
        : values.flatMap(one -> Arrays.stream(one.toString().split(",")));
  }

  private static boolean hasDefault(AttributeDefinition attribute) {
    String[] values = attribute.getDefaultValue();
    return values != null && values.length > 0;
  }

  private static List<AttributeDefinition> all(ObjectClassDefinition described, int filter) {
    AttributeDefinition[] attributes = described.getAttributeDefinitions(filter);
    return attributes == null ? List.of() : List.of(attributes);
  }

  /// How many letters are to be changed, added or left out (Levenshtein).
  private static final class Distance {
    private final Map<List<Integer>, Integer> known = new HashMap<>();
    private final String one;
    private final String other;

    private Distance(String one, String other) {
      this.one = one;
      this.other = other;
    }

    static int of(String one, String other) {
      return new Distance(one, other).from(0, 0);
    }

    private int from(int i, int j) {
      if (i == one.length() || j == other.length()) {
        return one.length() - i + other.length() - j;
      }
      Integer before = known.get(List.of(i, j));
      if (before != null) {
        return before;
      }
      int least =
          one.charAt(i) == other.charAt(j)
              ? from(i + 1, j + 1)
              : 1 + Math.min(from(i + 1, j + 1), Math.min(from(i + 1, j), from(i, j + 1)));
      known.put(List.of(i, j), least);
      return least;
    }
  }
}

package io.understudy.hook.ocf;

import io.understudy.api.Words;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `name=value, name=value`, as fence agents' parameters are written. Commas separate;
/// between double quotes they don't, and a double quote there is written twice.
final class Parameters {
  /// A shell could read no other; CRM_meta_ is what Pacemaker tells besides.
  private static final Pattern NAME = Pattern.compile("(?!CRM_)[A-Za-z_][A-Za-z0-9_]{0,63}");

  private static final int MOST = 64;
  private static final int LONGEST = 4096;

  private Parameters() {}

  /// @param value as Config Admin holds it: one text, or several
  static Map<String, String> of(@Nullable Object value) {
    Map<String, String> all = new LinkedHashMap<>();
    List<?> texts =
        switch (value) {
          case null -> List.of();
          case Object[] array -> List.of(array);
          case Collection<?> many -> List.copyOf(many);
          default -> List.of(value);
        };
    for (Object text : texts) {
      for (String part : Words.list(text.toString())) {
        put(all, part);
      }
    }
    return all;
  }

  private static void put(Map<String, String> all, String part) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(
          "'%s' has no '='; write name=value, and put double quotes around a value with commas"
              .formatted(part));
    }
    String name = part.substring(0, equals).strip();
    String value = part.substring(equals + 1).strip();
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' can't be a parameter's name; it is made of letters, digits and '_'"
              .formatted(name));
    }
    if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the value of %s is too long, or has control characters".formatted(name));
    }
    if (all.put(name, value) != null) {
      throw new IllegalArgumentException(name + " is there twice; keep one");
    }
    if (all.size() > MOST) {
      throw new IllegalArgumentException("there are more than " + MOST + "; leave some out");
    }
  }
}

package io.understudy.fencing.agent;

import io.understudy.api.Words;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `name=value, name=value`. Commas separate; between double quotes they don't, and a double
/// quote there is written twice.
final class Parameters {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");
  private static final Pattern SECRET = Pattern.compile(".*(passw|passphrase|secret|token).*");
  private static final Pattern PLACE = Pattern.compile(".*(script|file|path|timeout)");

  /// What is this program's to say.
  private static final List<String> OURS = List.of("action", "option", "agent");

  /// All of them fit into a pipe.
  private static final int MOST = 32;

  private static final int LONGEST = 512;

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
        int equals = part.indexOf('=');
        if (equals < 0) {
          throw new IllegalArgumentException(
              "'%s' has no '='; write name=value, and put double quotes around a value with commas"
                  .formatted(part));
        }
        put(all, part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    return all;
  }

  /// {@return whether a value of that name should be read from the password file}
  static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return SECRET.matcher(lower).matches() && !PLACE.matcher(lower).matches();
  }

  /// @throws IllegalArgumentException if an agent couldn't be told so; its message has no value
  static void check(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a parameter's name is made of letters, digits, '_', '.' and '-'");
    }
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the value of %s has more than %d characters".formatted(name, LONGEST));
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the value of " + name + " has control characters");
    }
  }

  private static void put(Map<String, String> all, String name, String value) {
    check(name, value);
    if (OURS.contains(name)) {
      throw new IllegalArgumentException(name + " is said by this program; leave it out");
    }
    if (isSecret(name)) {
      throw new IllegalArgumentException(name + " belongs into passwordFile, not here");
    }
    if (all.size() == MOST) {
      throw new IllegalArgumentException("there are more than " + MOST);
    }
    if (all.put(name, value) != null) {
      throw new IllegalArgumentException(name + " is there twice");
    }
  }
}

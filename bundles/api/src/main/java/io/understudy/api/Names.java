package io.understudy.api;

import java.util.regex.Pattern;

/// The form of every name in the project.
final class Names {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private Names() {}

  static void check(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name '%s': use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter"
              .formatted(name));
    }
  }
}

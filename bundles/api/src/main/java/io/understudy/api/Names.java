package io.understudy.api;

/// The form of every name in the project.
final class Names {
  private static final int MOST = 32;

  private Names() {}

  static void check(String name) {
    if (!good(name)) {
      throw new IllegalArgumentException(
          "name '%s': use 1 to 32 lower-case letters, digits and hyphens, beginning with a letter"
              .formatted(name));
    }
  }

  /// Names come with every beat, so this has to be cheap.
  private static boolean good(String name) {
    if (name.isEmpty() || name.length() > MOST || !letter(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!letter(c) && c != '-' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private static boolean letter(char c) {
    return c >= 'a' && c <= 'z';
  }
}

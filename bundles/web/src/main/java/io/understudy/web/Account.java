package io.understudy.web;

/// Somebody who may log in.
///
/// @param once the password was given to him by somebody else: he has to choose his own first
record Account(String name, Role role, Passwords.Hash hash, boolean once) {
  /// {@return `role;once|own;rounds:salt:hash`}
  String text() {
    return "%s;%s;%s".formatted(role.word(), once ? "once" : "own", hash.text());
  }

  /// @throws IllegalArgumentException if it isn't what [#text] makes
  static Account of(String name, String text) {
    String[] parts = text.split(";");
    if (parts.length != 3) {
      throw new IllegalArgumentException("it isn't role;once|own;hash");
    }
    return new Account(
        name, Role.of(parts[0]), Passwords.Hash.of(parts[2]), parts[1].equals("once"));
  }
}

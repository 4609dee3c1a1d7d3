package io.understudy.web;

import java.util.Locale;

/// What somebody may do.
enum Role {
  /// Look at everything, change nothing.
  VIEWER,
  /// Do everything.
  OPERATOR;

  /// @throws IllegalArgumentException naming the roles
  static Role of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException("'%s' is no role; use viewer or operator".formatted(word));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean covers(Role asked) {
    return compareTo(asked) >= 0;
  }
}

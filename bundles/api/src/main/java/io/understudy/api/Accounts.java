package io.understudy.api;

import java.io.IOException;
import java.util.Map;

/// Who may log in to the web console.
public interface Accounts {
  /// {@return roles (`viewer`, `operator`) by user}
  Map<String, String> list();

  /// Adds a user, or gives him another role and password.
  ///
  /// @param user 1 to 32 lower-case letters, digits, dots, hyphens and underscores
  /// @param role `viewer` or `operator`
  /// @return a password for one log-in, at which he has to choose his own
  /// @throws IllegalArgumentException saying what a user or a role looks like
  String set(String user, String role) throws IOException;

  /// {@return whether there was such a user}
  boolean remove(String user) throws IOException;
}

package io.understudy.shell;

/// Where a command says what it found, and what went wrong.
interface Reply {
  void out(String text);

  void error(String text);

  default void line(String text) {
    out(text + "\n");
  }
}

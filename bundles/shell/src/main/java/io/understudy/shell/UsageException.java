package io.understudy.shell;

/// A command line that can't be understood; the message says which would be.
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message, Object... values) {
    super(values.length == 0 ? message : message.formatted(values));
  }
}

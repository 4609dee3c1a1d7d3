package io.understudy.shell;

/// How a command ended, for scripts. Told in `understudy help`.
enum ExitCode {
  DONE(0),
  FAILED(1),
  USAGE(2),
  // 3 is the client's own: no node is running.
  UNKNOWN(4);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}

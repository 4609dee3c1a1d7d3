package io.understudy.api.kernel;

/// The kernel refused. The message names the call, its operands and the error in words.
public final class KernelException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public KernelException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /// {@return the error number of errno(3)}
  public int errno() {
    return errno;
  }
}

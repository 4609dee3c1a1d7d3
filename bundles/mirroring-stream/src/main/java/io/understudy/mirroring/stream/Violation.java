package io.understudy.mirroring.stream;

import java.io.IOException;

/// The other end said something that can't be. Nothing more is believed: the channel ends.
final class Violation extends IOException {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super("the other end of the mirror's channel broke the protocol: " + message);
  }
}

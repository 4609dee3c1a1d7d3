package io.understudy.mirroring.rsync;

import java.io.IOException;
import java.io.OutputStream;

/// What rsync is told. It may end before it has read all; its exit code tells more than the pipe.
final class Pipe {
  private Pipe() {}

  static void feed(Process process, OutputStream to, byte[] bytes, LastWords words) {
    try {
      to.write(bytes);
      to.flush();
    } catch (IOException e) {
      if (process.isAlive()) {
        words.addAll("the transport broke: " + e.getMessage());
      }
    }
  }

  static void hangUp(OutputStream to, LastWords words) {
    try {
      to.close();
    } catch (IOException e) {
      words.addAll("the transport broke at its end: " + e.getMessage());
    }
  }
}

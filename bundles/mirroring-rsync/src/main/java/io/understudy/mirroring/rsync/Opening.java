package io.understudy.mirroring.rsync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Speaks with rsync before its bytes are passed on.
interface Opening {
  /// Plain bytes both ways.
  Opening NONE =
      new Opening() {
        @Override
        public byte[] greet(InputStream from, OutputStream to) {
          return new byte[0];
        }

        @Override
        public int take(byte[] bytes) {
          return 0;
        }
      };

  /// @return bytes for the other end, before all others
  byte[] greet(InputStream from, OutputStream to) throws IOException, InterruptedException;

  /// Takes what the other end said first.
  ///
  /// @return how many of these bytes aren't for rsync; waits until the greeting is over
  int take(byte[] bytes) throws IOException, InterruptedException;
}

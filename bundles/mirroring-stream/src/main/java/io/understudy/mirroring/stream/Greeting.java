package io.understudy.mirroring.stream;

import java.io.IOException;
import java.util.Arrays;

/// The first frame of each direction.
final class Greeting {
  private static final byte[] MAGIC = {'u', 'n', 'd', 'e', 'r', 's', 't', 'u', 'd', 'y', '~', 's'};

  private Greeting() {}

  static void write(FrameWriter out) throws IOException {
    out.begin(Frame.HELLO, MAGIC.length + 2)
        .bytes(MAGIC, 0, MAGIC.length)
        .u16(Limits.VERSION)
        .end();
  }

  static void read(FrameReader in) throws IOException {
    if (in.type() == Frame.REFUSED) {
      throw refusal(in);
    } else if (in.type() != Frame.HELLO || !Arrays.equals(in.copy(MAGIC.length), MAGIC)) {
      throw new Violation("it doesn't begin like a stream of Understudy");
    }
    int version = in.u16();
    in.skip();
    if (version != Limits.VERSION) {
      throw new IOException(
          ("the other node's stream has version %d, this node's has %d: "
                  + "bring both nodes to the same version of Understudy")
              .formatted(version, Limits.VERSION));
    }
  }

  static IOException refusal(FrameReader in) throws Violation {
    return new IOException("the other end ended the mirror's channel: " + in.text());
  }
}

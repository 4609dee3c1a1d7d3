package io.understudy.mirroring.rsync;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What becomes of one name at the standby.
///
/// @param reason why it is refused; else empty
record Verdict(Kind kind, String reason) {
  static final Verdict TAKEN = new Verdict(Kind.TAKEN, "");
  static final Verdict DONE = new Verdict(Kind.DONE, "");
  private static final int LONGEST = 1000;

  enum Kind {
    /// Rsync may carry it; or, when asked to verify: it looks the same.
    TAKEN,
    /// Nothing is left to be done.
    DONE,
    REFUSED
  }

  Verdict {
    reason = reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason;
  }

  static Verdict refused(String reason) {
    return new Verdict(Kind.REFUSED, reason);
  }

  static void tell(List<Verdict> verdicts, Wire wire, int run) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (Verdict verdict : verdicts) {
      out.writeByte(verdict.kind.ordinal());
      out.writeUTF(verdict.reason);
      if (bytes.size() > Frame.PIECE) {
        wire.write(Frame.Type.VERDICTS, run, bytes.toByteArray());
        bytes.reset();
      }
    }
    // At least one frame, also if it is empty.
    wire.write(Frame.Type.VERDICTS, run, bytes.toByteArray());
  }

  static List<Verdict> read(Frame frame) throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    DataInputStream in = frame.open();
    while (in.available() > 0) {
      int kind = in.readUnsignedByte();
      if (kind >= Kind.values().length) {
        throw new IOException("verdict %d is unknown".formatted(kind));
      }
      verdicts.add(new Verdict(Kind.values()[kind], in.readUTF()));
    }
    return verdicts;
  }
}

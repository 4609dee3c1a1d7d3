package io.understudy.mirroring.link;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// How an [Opening] is said and answered, once both ends are proven.
final class OpeningTalk {
  static final int VERSION = 1;

  private static final int LONGEST = 2048;
  private static final int LONGEST_REASON = 1000;
  private static final int REFUSED = 0;
  private static final int ACCEPTED = 1;

  private OpeningTalk() {}

  static void say(OutputStream out, Opening opening) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeByte(opening.kind().ordinal());
    body.writeUTF(opening.rule());
    body.writeUTF(opening.group().name());
    body.writeLong(opening.term().value());
    body.writeUTF(opening.from().name());
    body.writeUTF(opening.to().name());
    body.writeUTF(opening.strategy());
    ByteArrayOutputStream whole = new ByteArrayOutputStream(bytes.size() + 4);
    DataOutputStream data = new DataOutputStream(whole);
    data.writeShort(VERSION);
    data.writeShort(bytes.size());
    bytes.writeTo(data);
    whole.writeTo(out);
    out.flush();
  }

  /// @throws Refused if it is in a version that isn't known here; to be told to the other end
  static Opening hear(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int version = data.readUnsignedShort();
    int length = data.readUnsignedShort();
    if (version != VERSION) {
      throw new Refused(
          "this node speaks version %d of mirroring and not %d; update it"
              .formatted(VERSION, version));
    } else if (length > LONGEST) {
      throw new IOException("an opening of %d bytes".formatted(length));
    }
    byte[] body = new byte[length];
    data.readFully(body);
    try {
      return parse(new DataInputStream(new ByteArrayInputStream(body)));
    } catch (IllegalArgumentException e) {
      throw new IOException("an opening that can't be: " + e.getMessage(), e);
    }
  }

  private static Opening parse(DataInputStream body) throws IOException {
    int kind = body.readUnsignedByte();
    if (kind >= Opening.Kind.values().length) {
      throw new Refused("this node knows no connections of kind %d; update it".formatted(kind));
    }
    return new Opening(
        Opening.Kind.values()[kind],
        body.readUTF(),
        new GroupId(body.readUTF()),
        new Term(body.readLong()),
        new NodeId(body.readUTF()),
        new NodeId(body.readUTF()),
        body.readUTF());
  }

  /// @param incarnation see [Connection#incarnation]
  static void accept(OutputStream out, long incarnation) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(whole);
    data.writeByte(ACCEPTED);
    data.writeLong(incarnation);
    whole.writeTo(out);
    out.flush();
  }

  static void refuse(OutputStream out, String reason) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(whole);
    data.writeByte(REFUSED);
    data.writeUTF(reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
    whole.writeTo(out);
    out.flush();
  }

  /// {@return the other end's incarnation}
  ///
  /// @throws Refused if it says no
  static long hearAnswer(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int answer = data.readUnsignedByte();
    if (answer == REFUSED) {
      throw new Refused(data.readUTF());
    } else if (answer != ACCEPTED) {
      throw new IOException("an answer %d that can't be".formatted(answer));
    }
    return data.readLong();
  }
}

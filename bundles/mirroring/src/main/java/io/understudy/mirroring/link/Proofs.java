package io.understudy.mirroring.link;

import io.understudy.api.NodeId;
import io.understudy.mirroring.link.ClusterKey.Side;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;

/// Both ends of a TLS session show each other that they have the cluster's key. The dialler begins;
/// the accepter shows its own proof only to one who is proven.
final class Proofs {
  private static final long MAGIC = 0x554e_444d_4952_0001L; // "UNDMIR", version 1
  private static final String LABEL = "EXPORTER-understudy-mirroring";
  private static final int UNPROVEN = 0;
  private static final int PROVEN = 1;
  private static final int OTHER_NODE = 2;
  private static final int OTHER_VERSION = 3;
  private static final int LONGEST_NAME = 32;

  private final SSLSocket tls;
  private final ClusterKey key;
  private final NodeId self;
  private final byte[] session;

  /// @param tls after its handshake
  Proofs(SSLSocket tls, ClusterKey key, NodeId self) throws IOException {
    this.tls = tls;
    this.key = key;
    this.self = self;
    ExtendedSSLSession exporting = (ExtendedSSLSession) tls.getSession();
    session = exporting.exportKeyingMaterialData(LABEL, null, ClusterKey.PROOF);
    exporting.invalidate(); // never resumed: each connection proves anew
  }

  void dial(NodeId to) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(128);
    DataOutputStream data = new DataOutputStream(whole);
    data.writeLong(MAGIC);
    name(data, self);
    name(data, to);
    data.write(key.proof(session, Side.DIALER, self, to));
    OutputStream out = tls.getOutputStream();
    whole.writeTo(out);
    out.flush();
    DataInputStream in = new DataInputStream(tls.getInputStream());
    int answer = in.readUnsignedByte();
    switch (answer) {
      case PROVEN -> {
        byte[] proof = new byte[ClusterKey.PROOF];
        in.readFully(proof);
        if (!MessageDigest.isEqual(proof, key.proof(session, Side.ACCEPTER, self, to))) {
          throw new Unproven(
              "whoever answers there does not prove the cluster's key; it is not " + to);
        }
      }
      case UNPROVEN ->
          throw new Unproven(
              "%s has another key than this node: copy the cluster's key file from one to the other"
                  .formatted(to));
      case OTHER_NODE -> throw new Unproven("another node than %s answers there".formatted(to));
      case OTHER_VERSION ->
          throw new Unproven("%s speaks another version of mirroring: update".formatted(to));
      default -> throw new Unproven("what answers there is no node: it says " + answer);
    }
  }

  /// {@return who dials}
  NodeId accept() throws IOException {
    DataInputStream in = new DataInputStream(tls.getInputStream());
    long magic = in.readLong();
    if (magic != MAGIC) {
      if (magic >>> 16 == MAGIC >>> 16) {
        answer(OTHER_VERSION);
      }
      throw new Unproven("it does not speak this version of mirroring");
    }
    NodeId from = name(in);
    NodeId to = name(in);
    byte[] proof = new byte[ClusterKey.PROOF];
    in.readFully(proof);
    if (!MessageDigest.isEqual(proof, key.proof(session, Side.DIALER, from, to))) {
      answer(UNPROVEN);
      throw new Unproven(
          "it says that it is %s and has another key than this node: copy the cluster's key file"
                  .formatted(from)
              + " from one to the other, or see who that is");
    } else if (!to.equals(self)) {
      answer(OTHER_NODE);
      throw new Unproven("%s looks for %s at an address of this node".formatted(from, to));
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(64);
    whole.write(PROVEN);
    whole.writeBytes(key.proof(session, Side.ACCEPTER, from, to));
    OutputStream out = tls.getOutputStream();
    whole.writeTo(out);
    out.flush();
    return from;
  }

  private void answer(int code) throws IOException {
    OutputStream out = tls.getOutputStream();
    out.write(code);
    out.flush();
  }

  private static void name(DataOutputStream data, NodeId node) throws IOException {
    byte[] name = node.name().getBytes(StandardCharsets.US_ASCII);
    data.writeByte(name.length);
    data.write(name);
  }

  private static NodeId name(DataInputStream data) throws IOException {
    int length = data.readUnsignedByte();
    if (length > LONGEST_NAME) {
      throw new Unproven("it says a name of %d bytes".formatted(length));
    }
    byte[] name = new byte[length];
    data.readFully(name);
    try {
      return new NodeId(new String(name, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new Unproven("it says a name that can't be one");
    }
  }
}

package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.understudy.api.kernel.KernelException;
import io.understudy.api.kernel.Lease.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// The lease's hot path: frames to `lo` from a packet socket, one system call each, nothing
/// allocated. Only the rules of this process's secret obey them, and only a process with
/// CAP_NET_RAW can send such frames at all.
///
/// A nonce is 32 bits that this process drew and a count, so that [#drop] can void what was armed
/// before it.
final class LeaseChannel implements AutoCloseable {
  private final Socket socket;
  private final byte[] secret = new byte[LeaseFrame.SECRET];
  private final MemorySegment frame = Arena.ofAuto().allocate(LeaseFrame.LENGTH, 8);
  private final ByteBuffer bytes = frame.asByteBuffer();
  private final MemorySegment loopback = Arena.ofAuto().allocate(20, 4);
  private final long life;
  private int count;

  /// What became of a frame.
  enum Effect {
    DONE,
    /// No rule obeyed: stale, unguarded, or the rules aren't there or another process's.
    NONE,
    /// It could not be sent.
    UNSENT
  }

  LeaseChannel() throws KernelException {
    SecureRandom random = new SecureRandom();
    random.nextBytes(secret);
    life = random.nextInt();
    // Protocol 0: hears nothing.
    socket = new Socket("a packet socket for the lease", Numbers.AF_PACKET, Numbers.SOCK_DGRAM, 0);
    int index = Libc.deviceIndex("lo");
    if (index < 0) {
      socket.close();
      throw Libc.failure("looking for device lo", index);
    }
    loopback.set(JAVA_SHORT, 0, (short) Numbers.AF_PACKET);
    loopback.set(JAVA_SHORT, 2, Bytes.networkOrder(LeaseFrame.ETHERTYPE));
    loopback.set(JAVA_INT, 4, index);
    loopback.set(JAVA_BYTE, 11, (byte) 6);
  }

  byte[] secret() {
    return secret.clone();
  }

  synchronized long nextNonce() {
    return life << 32 | ++count & 0xffff_ffffL;
  }

  /// {@return the count of the ticket armed last, for [#before]}
  synchronized int count() {
    return count;
  }

  /// {@return whether a ticket was armed no later than `count`}
  static boolean before(long nonce, int count) {
    return (int) nonce - count <= 0;
  }

  synchronized Effect arm(long nonce) {
    LeaseFrame.write(bytes, secret, nonce, LeaseFrame.ARM);
    return send();
  }

  /// @return whether all addresses are held now
  synchronized boolean renew(long nonce, Kind kind, List<byte[]> addresses) {
    boolean all = true;
    for (int i = 0; i < addresses.size(); i++) {
      byte[] address = addresses.get(i);
      int operation = address.length == 4 ? LeaseFrame.renew4(kind) : LeaseFrame.renew6(kind);
      LeaseFrame.write(bytes, secret, nonce, operation, address);
      all &= send() == Effect.DONE;
    }
    return all;
  }

  /// {@return what isn't certainly muted now}
  synchronized List<byte[]> drop(List<byte[]> addresses) {
    List<byte[]> left = new ArrayList<>();
    for (byte[] address : addresses) {
      LeaseFrame.write(
          bytes, secret, 0, address.length == 4 ? LeaseFrame.DROP_4 : LeaseFrame.DROP_6, address);
      if (send() != Effect.DONE || !muted(address)) {
        left.add(address);
      }
    }
    return obstructed() ? addresses : left;
  }

  /// {@return whether a frame that no rule of the lease obeys is dropped all the same, so that
  /// nothing is confirmed: other rules on `lo`, or no memory}
  synchronized boolean obstructed() {
    LeaseFrame.write(bytes, new byte[LeaseFrame.SECRET], 0, LeaseFrame.NOTHING);
    return send() != Effect.NONE;
  }

  synchronized boolean muted(byte[] address) {
    LeaseFrame.write(
        bytes,
        secret,
        0,
        address.length == 4 ? LeaseFrame.IS_MUTED_4 : LeaseFrame.IS_MUTED_6,
        address);
    return send() == Effect.DONE;
  }

  private Effect send() {
    int result = socket.send(frame, LeaseFrame.LENGTH, loopback);
    return result == -Numbers.ENOBUFS ? Effect.DONE : result >= 0 ? Effect.NONE : Effect.UNSENT;
  }

  @Override
  public void close() {
    socket.close();
  }
}

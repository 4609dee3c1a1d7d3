package io.understudy.engine;

import io.understudy.api.NodeId;
import io.understudy.api.Noticeboard;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Carries each node's notice about one topic to the others in pieces. A beat brings the piece at
/// the place up to where the reader has said that it has it, so that beats may get lost, come twice
/// or out of order.
final class Board {
  private static final byte VERSION = 1;
  /// How long a piece is without anything in it.
  static final int HEAD = Byte.BYTES + 2 * Long.BYTES + 4 * Short.BYTES;

  /// So many beats without anything of a notice end it: it was taken down.
  private static final int SILENT = 40;

  /// Nobody's notice.
  private static final long NONE = 0;

  private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private volatile Ours ours = new Ours(new byte[0], NONE);

  private record Ours(byte[] notice, long digest) {}

  /// What goes to one peer and comes from it.
  private static final class Peer {
    long theirs = NONE;
    byte[] partly = {};
    int length;
    boolean whole;
    long reads = NONE;
    int upTo;
    int silent = SILENT;
  }

  void post(byte[] notice) {
    if (notice.length > Noticeboard.MOST_BYTES) {
      throw new IllegalArgumentException(
          "a notice has at most %d bytes, this one has %d"
              .formatted(Noticeboard.MOST_BYTES, notice.length));
    }
    ours = new Ours(notice.clone(), notice.length == 0 ? NONE : digest(notice));
  }

  Map<NodeId, byte[]> read() {
    Map<NodeId, byte[]> all = new HashMap<>();
    peers.forEach(
        (node, peer) -> {
          synchronized (peer) {
            if (peer.whole) {
              all.put(node, peer.partly.clone());
            }
          }
        });
    return all;
  }

  AutoCloseable watch(Runnable changed) {
    watchers.add(changed);
    return () -> watchers.remove(changed);
  }

  /// {@return whether the next beat to this peer carries a piece}
  boolean talks(NodeId to) {
    Peer peer = peers.get(to);
    return ours.digest != NONE || peer != null && peer.silent < SILENT;
  }

  /// {@return the next piece}
  ///
  /// @param most how many bytes of the notice it may have
  byte[] next(NodeId to, int most) {
    Ours now = ours;
    Peer peer = peers.computeIfAbsent(to, unused -> new Peer());
    synchronized (peer) {
      int from = peer.reads == now.digest ? Math.min(peer.upTo, now.notice.length) : 0;
      int length = Math.min(most, now.notice.length - from);
      return ByteBuffer.allocate(HEAD + length)
          .put(VERSION)
          .putLong(peer.theirs)
          .putShort((short) peer.partly.length)
          .putLong(now.digest)
          .putShort((short) now.notice.length)
          .putShort((short) from)
          .putShort((short) length)
          .put(now.notice, from, length)
          .array();
    }
  }

  /// A beat of this peer came, with a piece that begins here, or with nothing.
  void heard(NodeId from, ByteBuffer in) {
    if (!in.hasRemaining() && !peers.containsKey(from)) {
      return;
    }
    Peer peer = peers.computeIfAbsent(from, unused -> new Peer());
    if (take(peer, in)) {
      watchers.forEach(Runnable::run);
    }
  }

  /// {@return whether there is another notice now}
  private static boolean take(Peer peer, ByteBuffer in) {
    synchronized (peer) {
      boolean before = peer.whole;
      long known = peer.theirs;
      try {
        peer.silent = Math.min(peer.silent + 1, SILENT);
        if (in.hasRemaining() && in.get() == VERSION) {
          peer.reads = in.getLong();
          peer.upTo = in.getShort() & 0xffff;
          piece(peer, in);
        } else {
          in.position(in.limit()); // of a newer program: nobody knows where the next one begins
        }
        if (peer.theirs != NONE && peer.silent == SILENT) {
          forget(peer, NONE, 0);
        }
      } catch (BufferUnderflowException notOurs) {
        in.position(in.limit());
        forget(peer, NONE, 0);
      }
      return before ? !peer.whole || peer.theirs != known : peer.whole;
    }
  }

  private static void piece(Peer peer, ByteBuffer in) {
    long digest = in.getLong();
    int length = in.getShort() & 0xffff;
    int at = in.getShort() & 0xffff;
    byte[] piece = new byte[in.getShort() & 0xffff];
    in.get(piece);
    if (digest != peer.theirs) {
      forget(peer, digest, Math.min(length, Noticeboard.MOST_BYTES));
    }
    if (digest == NONE) {
      return;
    }
    peer.silent = 0;
    if (peer.whole || at != peer.partly.length) {
      return;
    }
    if (at + piece.length <= peer.length) {
      peer.partly = ByteBuffer.allocate(at + piece.length).put(peer.partly).put(piece).array();
    }
    if (peer.partly.length == peer.length) {
      if (digest(peer.partly) == digest) {
        peer.whole = true;
      } else {
        forget(peer, digest, length);
      }
    }
  }

  private static void forget(Peer peer, long digest, int length) {
    peer.theirs = digest;
    peer.partly = new byte[0];
    peer.length = length;
    peer.whole = false;
  }

  private static long digest(byte[] notice) {
    long digest = Fingerprint.of(notice);
    return digest == NONE ? 1 : digest;
  }
}

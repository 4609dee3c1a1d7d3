package io.understudy.engine;

import io.understudy.api.NodeId;
import io.understudy.api.Noticeboard;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/// A board for each topic, whose pieces ride with the beats one behind the other. While nobody has
/// a notice nothing rides.
final class Notices implements Noticeboard {
  /// Pieces make every beat longer on every path, so they are small.
  private static final int MOST_IN_A_BEAT = 200;

  private final Map<Topic, Board> boards = new EnumMap<>(Topic.class);

  Notices() {
    for (Topic topic : Topic.values()) {
      boards.put(topic, new Board());
    }
  }

  private Board board(Topic topic) {
    return boards.get(topic);
  }

  @Override
  public void post(Topic topic, byte[] notice) {
    board(topic).post(notice);
  }

  @Override
  public Map<NodeId, byte[]> read(Topic topic) {
    return board(topic).read();
  }

  @Override
  public AutoCloseable watch(Topic topic, Runnable changed) {
    return board(topic).watch(changed);
  }

  /// {@return whether the next beat to this peer carries pieces}
  boolean talks(NodeId to) {
    for (Board board : boards.values()) {
      if (board.talks(to)) {
        return true;
      }
    }
    return false;
  }

  /// {@return the next pieces, up to that of the last topic of which there is anything to say}
  ///
  /// @param room how many bytes they may have; what doesn't fit isn't said
  byte[] next(NodeId to, int room) {
    int size = Math.min(room, boards.size() * Board.HEAD + MOST_IN_A_BEAT);
    ByteBuffer pieces = ByteBuffer.allocate(Math.max(size, 0));
    int most = MOST_IN_A_BEAT;
    int end = 0;
    for (Board board : boards.values()) {
      if (pieces.remaining() < Board.HEAD) {
        break;
      }
      byte[] piece = board.next(to, Math.min(pieces.remaining() - Board.HEAD, most));
      most -= piece.length - Board.HEAD;
      pieces.put(piece);
      end = board.talks(to) ? pieces.position() : end;
    }
    return Arrays.copyOf(pieces.array(), end);
  }

  /// A beat of this peer came, with this behind the fingerprint of its settings.
  void heard(NodeId from, ByteBuffer in) {
    boards.values().forEach(board -> board.heard(from, in));
  }
}

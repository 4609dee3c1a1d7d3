package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds what a copy has and its source hasn't: the standby tells what it has, piece by piece, and
/// the owner says what of it has to go.
final class Extras {
  private static final int PIECE = 500;

  private final Copy copy;
  private final Wire wire;
  private final Inbox inbox;
  private final int run;
  private final List<RelativePath> piece = new ArrayList<>();
  private Optional<String> failure = Optional.empty();

  Extras(Copy copy, Wire wire, Inbox inbox, int run) {
    this.copy = copy;
    this.wire = wire;
    this.inbox = inbox;
    this.run = run;
  }

  /// {@return why something couldn't be removed; empty if all was}
  Optional<String> tell(RelativePath path) throws IOException, InterruptedException {
    int[] bytes = {0};
    try {
      copy.each(
          path,
          (found, _) -> {
            piece.add(found);
            bytes[0] += found.length() + 2;
            if (piece.size() >= PIECE || bytes[0] > Frame.PIECE) {
              ask();
              bytes[0] = 0;
            }
          });
      ask();
    } catch (Halted halted) {
      throw halted.interruption();
    }
    return failure;
  }

  private void ask() throws IOException {
    if (piece.isEmpty()) {
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (RelativePath path : piece) {
      Entry.writePath(out, path);
    }
    wire.write(Frame.Type.LIST, run, bytes.toByteArray());
    byte[] drop = answer();
    if (drop.length != piece.size()) {
      throw new IOException("the other end answered another list");
    }
    for (int i = 0; i < drop.length; i++) {
      if (drop[i] != 0) {
        Optional<String> kept = copy.drop(piece.get(i));
        failure = failure.isPresent() ? failure : kept;
      }
    }
    piece.clear();
  }

  private byte[] answer() throws IOException {
    try {
      long end = System.nanoTime() + Bridge.PATIENCE.toNanos();
      while (System.nanoTime() < end) {
        Optional<Frame> frame = inbox.poll(Bridge.PATIENCE);
        if (frame.isPresent() && frame.get().type() == Frame.Type.DROP) {
          return frame.get().payload();
        } else if (frame.isPresent()) {
          throw new IOException("the other end sent %s, not DROP".formatted(frame.get().type()));
        }
      }
      throw new IOException("the other end doesn't say what to remove");
    } catch (InterruptedException interrupted) {
      throw new Halted();
    }
  }
}

package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Superseded;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The standby's end of a channel: does what it is told, one frame after the other, and answers.
/// Answers are gathered, and sent before it waits; but nobody waits to hear what is simply done:
/// that is told with the next other answer, or when it is much.
final class Receiver implements AutoCloseable {
  private static final Set<Frame> SIMPLE =
      EnumSet.of(Frame.REMOVE, Frame.PUT, Frame.ATTRIBUTES, Frame.LINK, Frame.MOVE);

  /// Far below what an owner lets be unanswered.
  private static final int MOST_HELD = 64;

  private static final int MOST_HELD_BYTES = 256 * 1024;

  private final MirroredTree mirrored;
  private final Copy copy;
  private final FrameReader in;
  private final FrameWriter out;
  private final Placement placement;
  private final Incoming incoming;
  private final ListingCheck listings;
  private final Syncing syncing;

  /// Held by who writes answers.
  private final ReentrantLock answering = new ReentrantLock();

  private int made;

  /// Answers that aren't sent yet, and what they answer to.
  private int held;

  private int heldBytes;

  /// Somebody waits for one of them; at first for the greeting.
  private boolean urgent = true;

  Receiver(MirroredTree mirrored, Channel channel) throws IOException {
    this.mirrored = mirrored;
    out = new FrameWriter(channel.out(), Limits.REPLY);
    in = new FrameReader(channel.in(), Limits.FRAME, this::flush);
    syncing = new Syncing(mirrored, this::synced);
    copy = new Copy(mirrored);
    placement = new Placement(copy);
    incoming = new Incoming(copy, placement);
    listings = new ListingCheck(copy);
  }

  void serve() throws IOException, InterruptedException {
    try {
      Greeting.write(out);
      if (!in.next()) {
        return;
      }
      Greeting.read(in);
      copy.busy.tidy(copy);
      copy.journals.recover();
      while (in.next()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        answering.lock();
        try {
          take();
        } finally {
          answering.unlock();
        }
      }
    } catch (Superseded e) {
      refuse(e);
      throw e;
    } catch (Violation e) {
      refuse(e);
      throw e;
    }
  }

  /// Tells the other end why, as far as it still listens.
  private void refuse(IOException reason) {
    try {
      out.begin(Frame.REFUSED, Limits.TEXT + 2).text(String.valueOf(reason.getMessage())).end();
      out.flush();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private void take() throws IOException, InterruptedException {
    long id = in.i64();
    held++;
    heldBytes += in.size();
    urgent |= !SIMPLE.contains(in.type());
    switch (in.type()) {
      case REMOVE -> answered(id, this::remove);
      case PUT -> answered(id, this::put);
      case ATTRIBUTES -> answered(id, this::attributes);
      case LINK -> answered(id, this::link);
      case MOVE -> answered(id, this::move);
      case BEGIN -> begin(id);
      case BLOCKS -> blocks(id);
      case END -> end(id);
      case HASHES -> hashes(id);
      case LIST -> listings.list(id, in, out);
      case EXTRAS -> listings.extras(id, in, out);
      case SYNC -> sync(id);
      case HELLO, REFUSED, RESULT, RECEIVED, DIFFERENCES, EXTRA, HASHED ->
          throw new Violation("an owner doesn't say " + in.type());
    }
  }

  /// What a frame asks for.
  @FunctionalInterface
  private interface Work {
    /// {@return whether the copy had what it takes}
    boolean done() throws IOException, InterruptedException;
  }

  private void answered(long id, Work work) throws IOException, InterruptedException {
    made = 0;
    try {
      answer(id, work.done() ? Reply.Status.DONE : Reply.Status.NEED, "", Identity.NONE);
    } catch (FileFailure e) {
      in.skip();
      answer(id, Reply.Status.FAILED, String.valueOf(e.getMessage()), Identity.NONE);
    }
  }

  private void answer(long id, Reply.Status status, String reason, Identity identity)
      throws IOException {
    urgent |= status != Reply.Status.DONE;
    new Reply.Result(id, status, made, reason, identity).write(out);
  }

  private boolean remove() throws IOException {
    RelativePath path = in.path();
    if (path.isRoot()) {
      throw new Violation("it wants the root to be removed");
    }
    copy.journals.drop(path);
    copy.removal.remove(path);
    return true;
  }

  private boolean put() throws IOException {
    RelativePath path = in.path();
    FileState state = FileState.read(in);
    copy.check(path, state.kind());
    made = 0;
    switch (state.kind()) {
      case FILE -> {
        boolean packed = in.flag();
        int length = in.upTo(Limits.WHOLE);
        int sent = in.upTo(Packing.room(length));
        int at = in.bytes(sent);
        if (length != state.size() || !packed && sent != length) {
          throw new Violation(
              "a file of %d bytes has %d".formatted(state.size(), packed ? length : sent));
        }
        byte[] content = in.array();
        if (packed) {
          Packing.unpack(content, at, sent, copy.piece, length);
          content = copy.piece;
          at = 0;
        }
        made = placement.file(path, state, content, at, length);
      }
      case SYMLINK -> made = placement.symlink(path, state, target());
      case DIRECTORY -> made = placement.directory(path, state);
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> made = placement.node(path, state);
    }
    return true;
  }

  private byte[] target() throws Violation {
    byte[] target = in.string();
    boolean good = target.length > 0 && target.length < 4096;
    for (byte one : target) {
      good &= one != 0;
    }
    if (!good) {
      throw new Violation("a symbolic link leads to nowhere");
    }
    return target;
  }

  private boolean attributes() throws IOException {
    RelativePath path = in.path();
    boolean linked = in.flag();
    FileState state = FileState.read(in);
    copy.check(path, state.kind());
    return placement.attributes(path, state, linked);
  }

  private boolean link() throws IOException {
    RelativePath path = in.path();
    RelativePath existing = in.path();
    long size = in.size64();
    Instant modified = in.time();
    copy.check(path, Kind.FILE);
    copy.check(existing, Kind.FILE);
    Placement.Linked linked = placement.link(path, existing, size, modified);
    made = linked.made();
    return linked.done();
  }

  private boolean move() throws IOException {
    RelativePath from = in.path();
    RelativePath to = in.path();
    Kind kind = FileState.kind(in);
    long size = in.size64();
    Instant modified = in.time();
    copy.check(from, kind);
    copy.check(to, kind);
    if (from.isRoot() || to.isRoot() || to.startsWith(from) || from.startsWith(to)) {
      return false;
    }
    Placement.Linked moved = placement.move(from, to, kind, size, modified);
    made = moved.made();
    return moved.done();
  }

  /// What comes next is done while the disk takes what came before.
  private void sync(long id) throws IOException {
    copy.busy.clear();
    if (mirrored.sync() == MirroredTree.Sync.PASS) {
      syncing.ask(id);
    } else {
      made = 0;
      answer(id, Reply.Status.DONE, "", Identity.NONE);
    }
  }

  private void synced(List<Long> ids, Optional<String> failure) throws IOException {
    Reply.Status status = failure.isEmpty() ? Reply.Status.DONE : Reply.Status.FAILED;
    answering.lock();
    try {
      for (long id : ids) {
        new Reply.Result(id, status, 0, failure.orElse(""), Identity.NONE).write(out);
      }
      send();
    } finally {
      answering.unlock();
    }
  }

  private void flush() throws IOException {
    answering.lock();
    try {
      if (urgent || held >= MOST_HELD || heldBytes >= MOST_HELD_BYTES) {
        send();
      }
    } finally {
      answering.unlock();
    }
  }

  private void send() throws IOException {
    held = 0;
    heldBytes = 0;
    urgent = false;
    out.flush();
  }

  private void begin(long id) throws IOException {
    made = 0;
    RelativePath path = in.path();
    boolean delta = in.flag();
    boolean linked = in.flag();
    long size = in.size64();
    Identity identity = Identity.read(in);
    if (incoming.busy()) {
      throw new Violation("a second large file begins before the first one ended");
    }
    try {
      copy.check(path, Kind.FILE);
      if (!incoming.begin(id, path, delta ? identity : null, linked, size)) {
        answer(id, Reply.Status.NEED, "", Identity.NONE);
      }
    } catch (FileFailure e) {
      failed(id, e);
    }
  }

  private void failed(long id, FileFailure e) throws IOException {
    incoming.close();
    answer(id, Reply.Status.FAILED, String.valueOf(e.getMessage()), Identity.NONE);
  }

  private void blocks(long id) throws IOException {
    int size = in.size();
    if (incoming.takes(id)) {
      try {
        incoming.blocks(in);
      } catch (FileFailure e) {
        in.skip();
        failed(id, e);
      }
    } else {
      in.skip();
    }
    out.begin(Frame.RECEIVED, 4).u32(size).end();
  }

  private void end(long id) throws IOException {
    boolean aborted = in.flag();
    FileState state = aborted ? null : FileState.read(in);
    if (!incoming.takes(id)) {
      return;
    }
    made = 0;
    try {
      if (state == null) {
        incoming.close();
        answer(id, Reply.Status.DONE, "", Identity.NONE);
      } else {
        Identity identity = incoming.end(state);
        made = incoming.made();
        answer(id, Reply.Status.DONE, "", identity);
      }
    } catch (FileFailure e) {
      failed(id, e);
    }
  }

  private void hashes(long id) throws IOException {
    RelativePath path = in.path();
    long first = in.i64();
    int count = in.upTo(Limits.HASHES);
    if (first < 0 || first > Limits.FILE / Limits.BLOCK) {
      throw new Violation("hashes from block %d on".formatted(first));
    }
    CopyHashes.answer(copy, id, path, first, count, out);
  }

  @Override
  public void close() throws IOException {
    try (syncing) {
      incoming.close();
    } finally {
      copy.busy.close();
    }
  }
}

package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// Sends what is at one path of the source.
final class Looks {
  private static final int ATTEMPTS = 3;

  private final StreamSender sender;
  private final Source source;
  private final Line line;
  private final Pass pass;
  private final LargeFile large;

  Looks(StreamSender sender, Pass pass) {
    this.sender = sender;
    this.pass = pass;
    source = sender.source;
    line = sender.line;
    large = new LargeFile(sender, pass);
  }

  /// {@return false if it is a large file and another one is on its way: nothing was sent}
  boolean look(Job job, RelativePath path, Mend.How how) throws IOException, InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return attempt(job, path, how);
      } catch (FileFailure e) {
        if (Source.mounted(e)) {
          return true;
        } else if (!Source.absent(e) && e.reason() != FileFailure.Reason.WRONG_KIND) {
          job.fail(String.valueOf(e.getMessage()));
          return true;
        }
      }
    }
    job.fail(path + ": appears and vanishes all the time");
    return true;
  }

  private boolean attempt(Job job, RelativePath path, Mend.How how)
      throws IOException, InterruptedException {
    Optional<Metadata> found = source.find(path);
    long former = sender.links.former(path, found.map(Metadata::inode).orElse(0L));
    if (former != 0) {
      sender.names.each(former, name -> pass.queue(new Mend(job, name, Mend.How.LOOK)));
    }
    if (found.isPresent() && source.elsewhere(found.get())) {
      return true;
    } else if (found.isEmpty() || !source.chosen.takes(path, found.get().kind())) {
      remove(job, path);
      return true;
    }
    switch (found.get().kind()) {
      case FILE -> {
        if (found.get().size() > Limits.WHOLE && pass.busy()) {
          return false;
        }
        file(job, path, how);
      }
      case SYMLINK -> symlink(job, path);
      case DIRECTORY, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> special(job, path);
    }
    pass.touchParent(path);
    pass.progress.breathe();
    return true;
  }

  /// {@return what is at the source; empty if it isn't to be at the copy}
  Optional<Metadata> there(Job job, RelativePath path) throws IOException {
    try {
      return source
          .find(path)
          .filter(is -> !source.elsewhere(is) && source.chosen.takes(path, is.kind()));
    } catch (FileFailure e) {
      if (!Source.mounted(e)) {
        job.fail(String.valueOf(e.getMessage()));
      }
      return Optional.empty();
    }
  }

  private void remove(Job job, RelativePath path) throws IOException, InterruptedException {
    if (source.deletions && !path.isRoot()) {
      line.begin(Frame.REMOVE, path.length() + 2).path(path);
      pass.result(job, path, Mend.How.LOOK);
      pass.touchParent(path);
    }
  }

  void moveFile(Job job, Item.Move move, Metadata found) throws IOException, InterruptedException {
    move(job, move, found.kind(), found.size(), found.modified(), Mend.How.LOOK);
  }

  void moveDirectory(Job job, Item.Move move) throws IOException, InterruptedException {
    move(job, move, Kind.DIRECTORY, 0, Instant.EPOCH, Mend.How.COMPARE);
    pass.touch(move.to());
  }

  /// @param need what to do with both paths where the copy can't be renamed
  private void move(Job job, Item.Move move, Kind kind, long size, Instant modified, Mend.How need)
      throws IOException, InterruptedException {
    line.begin(Frame.MOVE, 64 + move.from().length() + move.to().length())
        .path(move.from())
        .path(move.to())
        .u8(kind.ordinal())
        .i64(size)
        .time(modified);
    job.more();
    Operation operation =
        line.end(
            Reply.Result.class,
            reply -> {
              Reply.Result result = (Reply.Result) reply;
              if (result.status() == Reply.Status.NEED) {
                pass.queue(new Mend(job, move.from(), need)); // it is still there
              }
              pass.resulted(job, move.to(), need, result);
            });
    job.last = operation.id;
    pass.touchParent(move.from());
    pass.touchParent(move.to());
  }

  /// Sends the attributes of a directory once more, if it is still one.
  void again(RelativePath path, Operation.Reaction reaction)
      throws IOException, InterruptedException {
    FileState state;
    try (Inode inode = source.tree.open(path)) {
      Metadata found = inode.metadata();
      if (found.kind() != Kind.DIRECTORY
          || source.elsewhere(found)
          || !source.chosen.takes(path, Kind.DIRECTORY)) {
        return;
      }
      state = FileState.of(found, inode);
    } catch (FileFailure e) {
      if (!Source.absent(e) && !Source.mounted(e)) {
        pass.refused(path, String.valueOf(e.getMessage()));
      }
      return;
    }
    begin(path, state, 0);
    line.end(Reply.Result.class, reaction);
  }

  private FrameWriter begin(RelativePath path, FileState state, int content)
      throws IOException, InterruptedException {
    FrameWriter out = line.begin(Frame.PUT, path.length() + 2 + state.room() + content).path(path);
    state.write(out);
    return out;
  }

  private void special(Job job, RelativePath path) throws IOException, InterruptedException {
    FileState state;
    try (Inode inode = source.tree.open(path)) {
      Metadata found = inode.metadata();
      if (found.kind() == Kind.FILE || found.kind() == Kind.SYMLINK) {
        throw new FileFailure(path + " was replaced", FileFailure.Reason.WRONG_KIND, 0);
      }
      state = FileState.of(found, inode);
    }
    begin(path, state, 0);
    pass.result(job, path, Mend.How.LOOK);
    pass.progress.file(0);
  }

  private void symlink(Job job, RelativePath path) throws IOException, InterruptedException {
    byte[] target = source.tree.readSymlink(path); // first: reading it sets its access time
    FileState state;
    try (Inode inode = source.tree.open(path)) {
      Metadata found = inode.metadata();
      if (found.kind() != Kind.SYMLINK) {
        throw new FileFailure(path + " was replaced", FileFailure.Reason.WRONG_KIND, 0);
      }
      state = FileState.of(found, inode);
    }
    begin(path, state, target.length + 2).string(target);
    pass.result(job, path, Mend.How.LOOK);
    pass.progress.file(target.length);
  }

  private void file(Job job, RelativePath path, Mend.How how)
      throws IOException, InterruptedException {
    try (OpenFile file = source.tree.read(path)) {
      Metadata found = file.metadata();
      if (how == Mend.How.ATTRIBUTES) {
        attributes(job, path, found, file);
      } else if (how == Mend.How.LINK && linked(job, path, found)) {
        return;
      } else if (found.size() > Limits.WHOLE) {
        if (large.send(job, path, file, found, how)) {
          others(job, path, found);
        }
      } else {
        others(job, path, whole(job, path, file, found));
      }
      pass.progress.file(found.size());
    }
  }

  private void attributes(Job job, RelativePath path, Metadata found, OpenFile file)
      throws IOException, InterruptedException {
    FileState state = FileState.of(found, file);
    FrameWriter out =
        line.begin(Frame.ATTRIBUTES, path.length() + 3 + state.room())
            .path(path)
            .u8(found.links() > 1 ? 1 : 0);
    state.write(out);
    pass.result(job, path, Mend.How.LOOK);
  }

  /// Sends a small file.
  private Metadata whole(Job job, RelativePath path, OpenFile file, Metadata found)
      throws IOException, InterruptedException {
    Metadata before = found;
    FileState state;
    int length;
    boolean torn = true;
    int attempt = 0;
    do {
      state = FileState.of(before, file);
      length = Hashing.read(file, sender.piece, 0, (int) Math.min(before.size(), Limits.WHOLE));
      pass.progress.read(length);
      Metadata after = file.metadata();
      torn = !Source.unchanged(before, after) || after.size() > Limits.WHOLE;
      before = torn ? after : before;
      attempt++;
    } while (torn && attempt < ATTEMPTS);
    if (torn) {
      job.fail(path + ": changed while it was read");
    }
    content(path, state.sized(length), length);
    pass.result(job, path, Mend.How.LOOK);
    return before;
  }

  private void content(RelativePath path, FileState state, int length)
      throws IOException, InterruptedException {
    FrameWriter out = begin(path, state, 9 + Packing.room(length));
    int at = out.position();
    out.u8(0).u32(length).u32(length);
    int packed = Packing.pack(sender.piece, length, out.array(), out.position());
    if (packed < 0) {
      out.bytes(sender.piece, 0, length);
    } else {
      out.array()[at] = 1;
      out.markLong(at + 5, packed);
      out.advance(packed);
    }
  }

  /// Makes it another name of what the copy has already.
  ///
  /// @return false if no other name is known
  private boolean linked(Job job, RelativePath path, Metadata found)
      throws IOException, InterruptedException {
    sender.links.note(found, path);
    Optional<RelativePath> partner = sender.names.first(found, path);
    if (partner.isEmpty()) {
      return false;
    }
    link(job, path, partner.get(), found);
    return true;
  }

  private void link(Job job, RelativePath path, RelativePath existing, Metadata found)
      throws IOException, InterruptedException {
    line.begin(Frame.LINK, path.length() + existing.length() + 32)
        .path(path)
        .path(existing)
        .i64(found.size())
        .time(found.modified());
    pass.result(job, path, Mend.How.LOOK);
    pass.touchParent(path);
  }

  /// After the content of a file with several names was sent by one of them: the others.
  private void others(Job job, RelativePath path, Metadata found)
      throws IOException, InterruptedException {
    sender.links.note(found, path);
    if (found.links() > 1) {
      boolean complete = sender.names.complete(found, path, pass.progress);
      sender.names.each(found, path, name -> link(job, name, path, found));
      if (!complete) {
        job.fail(path + ": its other names aren't known yet");
      }
    }
  }
}

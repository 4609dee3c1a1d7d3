package io.understudy.mirroring.standby;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Puts files of a tree into a batch: their entries first, then the files themselves, some at a
/// time. Each is renamed in one step; on another file system copied, then removed.
final class Putting implements AutoCloseable {
  private static final int AT_ONCE = 256;

  private final Trees trees;
  private final Tree source;
  private final Batch batch;
  private final Tree files;
  private final Consumer<String> step;
  private final List<Entry> waiting = new ArrayList<>();
  private Optional<Tree> everything = Optional.empty();
  private boolean elsewhere;
  private long done;

  /// @param step told before each step that changes something, for tests that end there
  Putting(Trees trees, Tree source, Batch batch, Consumer<String> step) throws IOException {
    this.trees = trees;
    this.source = source;
    this.batch = batch;
    this.step = step;
    files = trees.open(Batch.files(batch.folder()), Trees.Mounts.STAY);
  }

  /// {@return how many files are in the batch by now}
  long done() {
    return done;
  }

  /// @param kept whether the file stays in its place too
  void add(RelativePath path, Metadata file, boolean kept) throws IOException {
    waiting.add(Entry.of(batch.number(), kept, path, file));
    if (waiting.size() == AT_ONCE) {
      flush();
    }
  }

  void flush() throws IOException {
    if (waiting.isEmpty()) {
      return;
    }
    step.accept("entries");
    batch.add(waiting);
    for (Entry entry : waiting) {
      put(entry);
    }
    waiting.clear();
    step.accept("sync");
    files.sync(RelativePath.ROOT);
  }

  private void put(Entry entry) throws IOException {
    try {
      step.accept(entry.kept() ? "link" : "rename");
      if (!elsewhere) {
        elsewhere = !(entry.kept() ? linked(entry) : renamed(entry));
      }
      if (elsewhere) {
        copy(entry);
      }
      done++;
    } catch (FileFailure e) {
      // What vanished by itself needs nothing, and its entry counts for nothing.
      if (e.reason() != Reason.NOT_FOUND || source.find(entry.path()).isPresent()) {
        throw e;
      }
    }
  }

  /// {@return not if it is on another file system}
  private boolean renamed(Entry entry) throws IOException {
    try {
      source.rename(entry.path(), files, entry.place(), Tree.Replacing.KEEP);
      return true;
    } catch (FileFailure e) {
      if (e.reason() != Reason.ELSEWHERE) {
        throw e;
      }
      return false;
    }
  }

  /// Links between two trees go by a third one that has both.
  private boolean linked(Entry entry) throws IOException {
    if (everything.isEmpty()) {
      everything = Optional.of(trees.open(Path.of("/"), Trees.Mounts.CROSS));
    }
    try {
      everything
          .get()
          .link(
              fromTop(source.root()).resolve(entry.path()),
              fromTop(Batch.files(batch.folder())).resolve(entry.place()));
      return true;
    } catch (FileFailure e) {
      if (e.reason() != Reason.ELSEWHERE) {
        throw e;
      }
      return false;
    } catch (IllegalArgumentException tooLong) {
      copy(entry);
      return true;
    }
  }

  private static RelativePath fromTop(Path path) throws IOException {
    String real = path.toRealPath().toString();
    return RelativePath.of(real.substring(1).getBytes(StandardCharsets.UTF_8));
  }

  /// A copy gets its number when it is whole; the original goes when that is on the disk.
  private void copy(Entry entry) throws IOException {
    RelativePath part = RelativePath.of(entry.number() + ".part");
    Metadata before;
    try {
      before = FileCopy.make(source, entry.path(), files, part);
    } catch (IOException e) {
      if (files.find(part).isPresent()) {
        files.remove(part); // gives back the room that was too little
      }
      throw e;
    }
    step.accept("copied");
    files.rename(part, files, entry.place(), Tree.Replacing.KEEP);
    files.sync(RelativePath.ROOT);
    if (entry.kept()) {
      return;
    }
    step.accept("remove");
    Optional<Metadata> now = source.find(entry.path());
    if (now.isPresent() && !now.get().changed().equals(before.changed())) {
      throw new IOException(entry.path() + " changed while it was put into quarantine");
    }
    source.remove(entry.path());
  }

  @Override
  public void close() throws IOException {
    try {
      files.close();
    } finally {
      if (everything.isPresent()) {
        everything.get().close();
      }
    }
  }
}

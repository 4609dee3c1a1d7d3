package io.understudy.mirroring.standby;

import io.understudy.api.files.Draft;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A copy that is changed only while the gate is open: each change, also of files that were opened
/// before, fails from the moment on at which it closes.
final class GuardedTree implements Tree {
  private final Tree inner;
  private final Gate gate;
  private final Gate.Pass pass;

  GuardedTree(Tree inner, Gate gate, Gate.Pass pass) {
    this.inner = inner;
    this.gate = gate;
    this.pass = pass;
  }

  @Override
  public Path root() {
    return inner.root();
  }

  @Override
  public Optional<Metadata> find(RelativePath path) throws IOException {
    return inner.find(path);
  }

  @Override
  public void list(RelativePath directory, Visitor visitor) throws IOException {
    inner.list(directory, visitor);
  }

  @Override
  public Inode open(RelativePath path) throws IOException {
    return new GuardedInode<>(inner.open(path), gate, pass);
  }

  /// Guarded too: attributes can be changed without being able to write.
  @Override
  public OpenFile read(RelativePath path) throws IOException {
    return new GuardedFile<>(inner.read(path), gate, pass);
  }

  @Override
  public OpenFile update(RelativePath path) throws IOException {
    return new GuardedFile<>(inner.update(path), gate, pass);
  }

  @Override
  public OpenFile create(RelativePath path) throws IOException {
    return new GuardedFile<>(gate.through(pass, () -> inner.create(path)), gate, pass);
  }

  @Override
  public Draft draft(RelativePath path) throws IOException {
    return new GuardedDraft(gate.through(pass, () -> inner.draft(path)), gate, pass);
  }

  @Override
  public void makeDirectory(RelativePath path) throws IOException {
    gate.change(pass, () -> inner.makeDirectory(path));
  }

  @Override
  public void makeSymlink(RelativePath path, byte[] target) throws IOException {
    gate.change(pass, () -> inner.makeSymlink(path, target));
  }

  @Override
  public byte[] readSymlink(RelativePath path) throws IOException {
    return inner.readSymlink(path);
  }

  @Override
  public void makeNode(RelativePath path, Metadata.Kind kind, long special) throws IOException {
    gate.change(pass, () -> inner.makeNode(path, kind, special));
  }

  @Override
  public void link(RelativePath existing, RelativePath path) throws IOException {
    gate.change(pass, () -> inner.link(existing, path));
  }

  /// @throws IllegalArgumentException if the other tree is another copy: it has its own gate
  @Override
  public void rename(RelativePath from, Tree into, RelativePath to, Replacing replacing)
      throws IOException {
    if (into instanceof GuardedTree other && other.pass != pass) {
      throw new IllegalArgumentException("%s and %s are two copies".formatted(this, into));
    }
    Tree real = into instanceof GuardedTree other ? other.inner : into;
    gate.change(pass, () -> inner.rename(from, real, to, replacing));
  }

  @Override
  public void remove(RelativePath path) throws IOException {
    gate.change(pass, () -> inner.remove(path));
  }

  /// Changes nothing that can be seen, and may take long: closing doesn't wait for it.
  @Override
  public void sync(RelativePath directory) throws IOException {
    gate.check(pass);
    inner.sync(directory);
  }

  @Override
  public void sync() throws IOException {
    gate.check(pass);
    inner.sync();
  }

  @Override
  public Space space() throws IOException {
    return inner.space();
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }

  @Override
  public String toString() {
    return inner.root().toString();
  }
}

package io.understudy.mirroring.standby;

import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A file of a copy whose attributes are changed only while the gate is open.
///
/// @param <I> what it really is
class GuardedInode<I extends Inode> implements Inode {
  final I inner;
  final Gate gate;
  final Gate.Pass pass;

  GuardedInode(I inner, Gate gate, Gate.Pass pass) {
    this.inner = inner;
    this.gate = gate;
    this.pass = pass;
  }

  @Override
  public Metadata metadata() throws IOException {
    return inner.metadata();
  }

  @Override
  public void permissions(int permissions) throws IOException {
    gate.change(pass, () -> inner.permissions(permissions));
  }

  @Override
  public void owner(int user, int group) throws IOException {
    gate.change(pass, () -> inner.owner(user, group));
  }

  @Override
  public void times(Instant accessed, Instant modified) throws IOException {
    gate.change(pass, () -> inner.times(accessed, modified));
  }

  @Override
  public List<String> attributes() throws IOException {
    return inner.attributes();
  }

  @Override
  public Optional<byte[]> attribute(String name) throws IOException {
    return inner.attribute(name);
  }

  @Override
  public void attribute(String name, byte[] value) throws IOException {
    gate.change(pass, () -> inner.attribute(name, value));
  }

  @Override
  public void removeAttribute(String name) throws IOException {
    gate.change(pass, () -> inner.removeAttribute(name));
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }
}

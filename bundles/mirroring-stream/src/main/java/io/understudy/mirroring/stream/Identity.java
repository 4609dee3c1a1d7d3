package io.understudy.mirroring.stream;

import io.understudy.api.files.Metadata;
import java.time.Instant;

/// By which the standby knows that a copy is still the one that it confirmed: whatever is done to
/// it, one of these changes.
record Identity(long inode, long size, Instant modified, Instant changed) {
  static final Identity NONE = new Identity(0, 0, Instant.EPOCH, Instant.EPOCH);
  static final int LENGTH = 40;

  static Identity of(Metadata copy) {
    return new Identity(copy.inode(), copy.size(), copy.modified(), copy.changed());
  }

  static Identity read(FrameReader in) throws Violation {
    return new Identity(in.i64(), in.size64(), in.time(), in.time());
  }

  void write(FrameWriter out) {
    out.i64(inode).i64(size).time(modified).time(changed);
  }
}

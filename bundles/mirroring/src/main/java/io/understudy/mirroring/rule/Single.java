package io.understudy.mirroring.rule;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Selection;

/// A single file of a directory.
record Single(RelativePath name) implements Selection {
  @Override
  public boolean takes(RelativePath path, boolean directory) {
    return path.isRoot() || !directory && path.equals(name);
  }
}

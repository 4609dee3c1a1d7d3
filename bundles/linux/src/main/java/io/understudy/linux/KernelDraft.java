package io.understudy.linux;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A file without a name (O_TMPFILE), which vanishes by itself whatever happens; where the file
/// system has none such, one with a temporary name.
final class KernelDraft extends KernelFile implements Draft {
  private final KernelTree tree;
  private final RelativePath path;
  private @Nullable RelativePath temporary;
  private boolean published;

  /// @param temporary the name it has; null if none
  KernelDraft(
      KernelTree tree, RelativePath path, @Nullable RelativePath temporary, int descriptor) {
    super(() -> tree.name(path), descriptor);
    this.tree = tree;
    this.path = path;
    this.temporary = temporary;
  }

  @Override
  public void publish() throws IOException {
    if (published) {
      throw new IllegalStateException(what("publishing") + ": is published");
    }
    if (temporary == null && !replaces()) {
      published = true;
      return;
    }
    if (temporary == null) {
      RelativePath beside = path.temporaryBeside();
      tree.name(beside, descriptor());
      temporary = beside;
    }
    tree.rename(temporary, tree, path, Tree.Replacing.REPLACE);
    published = true;
  }

  /// Takes the name at once if nobody has it.
  private boolean replaces() throws IOException {
    try {
      tree.name(path, descriptor());
      return false;
    } catch (FileFailure e) {
      if (e.reason() != FileFailure.Reason.EXISTS) {
        throw e;
      }
      return true;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      if (temporary != null && !published) {
        RelativePath left = temporary;
        temporary = null;
        tree.remove(left);
      }
    } finally {
      super.close();
    }
  }
}

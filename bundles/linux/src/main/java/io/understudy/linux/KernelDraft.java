package io.understudy.linux;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
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
    if (temporary == null) {
      if (tree.name(path, descriptor())) {
        published = true;
        return;
      }
      RelativePath beside = path.temporaryBeside();
      if (!tree.name(beside, descriptor())) {
        throw new FileFailure(what("publishing") + ": " + beside + " is there", Reason.EXISTS, 0);
      }
      temporary = beside;
    }
    tree.rename(temporary, tree, path, Tree.Replacing.REPLACE);
    published = true;
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

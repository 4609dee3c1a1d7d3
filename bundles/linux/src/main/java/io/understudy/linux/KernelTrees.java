package io.understudy.linux;

import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;

/// Trees of real file systems. Needs openat2(2), Linux 5.6 or later.
@Component
public final class KernelTrees implements Trees {
  @Override
  public Tree open(Path root, Mounts mounts) throws IOException {
    return new KernelTree(root, new Below(descriptor(root), mounts == Mounts.STAY));
  }

  static int descriptor(Path root) throws IOException {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException(root + " is not absolute");
    }
    try (Scratch scratch = Scratch.take()) {
      int descriptor =
          Call.OPENAT.with(
              scratch,
              FileNumbers.AT_FDCWD,
              scratch.path(root.toString()),
              FileNumbers.O_DIRECTORY | FileNumbers.O_CLOEXEC);
      if (descriptor < 0) {
        throw Refusal.of("opening " + root, descriptor);
      }
      return descriptor;
    }
  }
}

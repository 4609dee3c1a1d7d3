package io.understudy.api.files;

import java.io.IOException;
import java.nio.file.Path;

/// Opens directories whose files are then reached by their relative paths.
public interface Trees {
  /// What to do where another file system is mounted below the root.
  enum Mounts {
    /// Paths that lead into it are refused ([FileFailure.Reason#OUTSIDE]).
    STAY,
    CROSS
  }

  /// @param root an absolute path; symbolic links in it are followed, this once
  /// @throws FileFailure if it isn't there, or is no directory
  Tree open(Path root, Mounts mounts) throws IOException;
}

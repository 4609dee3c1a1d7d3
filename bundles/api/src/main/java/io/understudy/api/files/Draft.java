package io.understudy.api.files;

import java.io.IOException;

/// A file that nobody else sees until it is finished; closed before that, it vanishes.
public interface Draft extends OpenFile {
  /// Puts the file where it was meant to be, in one step, in place of what is there. Doesn't wait
  /// for the disk: [#sync] before, and [Tree#sync(RelativePath)] after.
  ///
  /// @throws FileFailure [FileFailure.Reason#WRONG_KIND] if a directory is there
  void publish() throws IOException;
}

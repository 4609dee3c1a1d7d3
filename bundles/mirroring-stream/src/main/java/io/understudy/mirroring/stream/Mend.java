package io.understudy.mirroring.stream;

import io.understudy.api.files.RelativePath;

/// What an answer showed to be necessary.
record Mend(Job job, RelativePath path, How how) {
  /// What has to be done.
  enum How {
    /// Whatever is there at the source.
    LOOK,
    /// As that, but a hard link suffices if the copy has the same file by another name.
    LINK,
    /// As that, but attributes suffice if size and time are right.
    ATTRIBUTES,
    /// A large file, from a base whose hashes the standby has to tell.
    HASHES,
    /// A large file, from nothing.
    WHOLE,
    /// All that is at and below it.
    COMPARE
  }
}

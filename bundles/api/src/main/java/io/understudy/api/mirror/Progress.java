package io.understudy.api.mirror;

import io.understudy.api.files.RelativePath;

/// Hears how a pass goes. Called by the thread of the pass, or while it waits.
public interface Progress {
  /// The standby confirmed it. Each item that was taken from the feed ends by this or by [#failed];
  /// those that didn't when a pass throws are done again.
  void done(Item item);

  /// It can't be done now: it stays dirty and is tried again later. The pass goes on.
  void failed(Item item, String reason);

  /// A comparison found a difference, and mends it.
  ///
  /// @param how in words: `missing`, `size`, `content`, ...
  void differs(RelativePath path, String how);

  /// Bytes of files that were read at the source.
  void read(long bytes);

  /// A file was carried over, or one of those to be compared was looked at.
  ///
  /// @param bytes its size
  void file(long bytes);

  /// To be called after each file and each MiB, at least: waits where the rule would use more of
  /// the processor than its share.
  void breathe() throws InterruptedException;
}

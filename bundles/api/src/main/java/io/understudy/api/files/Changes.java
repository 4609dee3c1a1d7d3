package io.understudy.api.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Tells what changes in a tree: by fanotify(7) on its file system, else by inotify(7) on each
/// directory.
public interface Changes {
  /// Starts to listen. Whoever needs a complete picture lists the tree after this returned: what
  /// changes meanwhile is in the list, or told, or both.
  ///
  /// What is told leads to the file, it doesn't say what is in it: look at the file. Changes of one
  /// name are merged, in any order; names are those of the time of the change or of any time since.
  /// Not told: what is written through a memory mapping after the file was closed, or through a
  /// hard link outside of the tree; what happens on other file systems mounted below the root. A
  /// file that has no name yet (O_TMPFILE) may be told by a name that isn't there, like `#123`.
  ///
  /// @param root an absolute path of a directory; symbolic links in it are followed, this once
  /// @param gather how long changes may wait to be told together, 0 to 1 s: the longer, the less
  ///     they cost
  /// @throws IOException if neither way works, with the reason of both
  Watch watch(Path root, Duration gather, Listener listener) throws IOException;

  /// How changes are heard.
  enum Source {
    /// Sees the whole file system at once, and who did it.
    FANOTIFY,
    /// Watches each directory; knows not who did it ([Change.Author#UNKNOWN]).
    INOTIFY
  }

  /// Until closed. No listener is called when `close` has returned, unless it called it itself.
  interface Watch extends Closeable {
    Source source();

    /// {@return why it isn't fanotify; empty if it is}
    String fallback();

    @Override
    void close();
  }

  /// Takes changes in their order, on a thread of the watch: who hears of one has heard of all that
  /// were done before it. While it doesn't return, the kernel collects changes; when it has too
  /// many, it drops some and [Change.Unknown] is told.
  @FunctionalInterface
  interface Listener {
    void changed(List<Change> changes);
  }
}

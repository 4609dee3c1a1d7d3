package io.understudy.mirroring.stream;

import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Goes through directories, depth first. How many names it remembers is bounded: of a directory
/// with very many directories in it only the first ones by name are, and it is listed again for
/// those that follow.
final class DirectoryWalk {
  private static final int MOST = 16_384;
  private static final int LEAST = 64;

  /// Lists a directory, and says which directories in it are to be gone through.
  @FunctionalInterface
  interface Lister {
    void list(RelativePath directory, Below below) throws IOException, InterruptedException;
  }

  private final Lister lister;
  private final ArrayDeque<Below> levels = new ArrayDeque<>();
  private int held;

  DirectoryWalk(Lister lister) {
    this.lister = lister;
  }

  void from(RelativePath start) throws IOException, InterruptedException {
    levels.push(listed(new Below(start, null)));
    while (!levels.isEmpty()) {
      Below level = levels.element();
      byte[] name = level.names.poll();
      if (name != null) {
        held--;
        levels.push(listed(new Below(level.directory.resolve(name), null)));
      } else {
        levels.pop();
        if (level.more) {
          levels.push(listed(new Below(level.directory, level.last)));
        }
      }
    }
  }

  private Below listed(Below level) throws IOException, InterruptedException {
    lister.list(level.directory, level);
    level.arrange();
    held += level.names.size();
    return level;
  }

  /// The directories that are in one.
  final class Below {
    private final RelativePath directory;

    /// What is up to this name was gone through; null if nothing was.
    private final byte @Nullable [] after;

    private final int most = Math.max(LEAST, (MOST - held) / 2);
    private final PriorityQueue<byte[]> found =
        new PriorityQueue<>(((Comparator<byte[]>) Arrays::compareUnsigned).reversed());
    private final Queue<byte[]> names = new ArrayDeque<>();
    private byte @Nullable [] last;
    private boolean more;

    Below(RelativePath directory, byte @Nullable [] after) {
      this.directory = directory;
      this.after = after;
    }

    /// {@return whether it is listed for the first time}
    boolean first() {
      return after == null;
    }

    /// {@return the path of an entry; null if it is too long to be mirrored}
    @Nullable RelativePath path(byte[] name) {
      try {
        return directory.resolve(name);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    /// This one is to be gone through.
    void directory(byte[] name) {
      if (after != null && Arrays.compareUnsigned(name, after) <= 0) {
        return;
      }
      found.add(name);
      if (found.size() > most) {
        found.poll();
        more = true;
      }
    }

    private void arrange() {
      last = found.peek();
      byte[][] sorted = found.toArray(byte[][]::new);
      found.clear();
      Arrays.sort(sorted, Arrays::compareUnsigned);
      names.addAll(Arrays.asList(sorted));
    }
  }
}

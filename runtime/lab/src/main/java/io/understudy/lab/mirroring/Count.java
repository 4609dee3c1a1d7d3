package io.understudy.lab.mirroring;

import io.understudy.lab.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// How many plain files there are in a tree, without the odd ones, which not everybody copies.
/// Found out so seldom that it takes nothing from whoever writes the tree.
final class Count {
  private static final int SHARE = 20;

  private final Path root;
  private final Copier copier;

  /// @param copier whose own files don't count
  Count(Path root, Copier copier) {
    this.root = root;
    this.copier = copier;
  }

  long now() throws IOException {
    try (Native files = new Native()) {
      long[] sum = new long[1];
      Deque<byte[]> folders = new ArrayDeque<>();
      folders.add(root.toString().getBytes(StandardCharsets.UTF_8));
      while (!folders.isEmpty()) {
        byte[] folder = folders.remove();
        files.scan(
            folder,
            (name, directory, file) -> {
              String text = new String(name, StandardCharsets.ISO_8859_1);
              if (!text.equals(Corpus.ODD) && !copier.ownName(text)) {
                sum[0] += file ? 1 : 0;
                if (directory) {
                  folders.add(below(folder, name));
                }
              }
            });
      }
      return sum[0];
    }
  }

  private static byte[] below(byte[] folder, byte[] name) {
    byte[] path = Arrays.copyOf(folder, folder.length + 1 + name.length);
    path[folder.length] = '/';
    System.arraycopy(name, 0, path, folder.length + 1, name.length);
    return path;
  }

  /// Waits until there are as many.
  void await(long wanted, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    for (long began = System.nanoTime(); now() != wanted; began = System.nanoTime()) {
      if (began > end) {
        throw new IllegalStateException(
            "%,d of %,d files after %d s".formatted(now(), wanted, patience.toSeconds()));
      }
      Pause.ofMillis(20 + SHARE * (System.nanoTime() - began) / 1_000_000);
    }
  }
}

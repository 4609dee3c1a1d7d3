package io.understudy.mirroring.stream;

import io.understudy.api.files.OpenFile;
import io.understudy.api.files.Tree.Replacing;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// Measures, by hand: `java -cp ... io.understudy.mirroring.stream.Throughput DIRECTORY`. Both ends
/// are in one process, so its times hold for two nodes on one machine.
final class Throughput {
  private static final int FILES = 20_000;
  private static final int MIB = 1 << 20;
  private static final int LARGE = 1024;
  private static final int CHANGES = 1000;

  private Throughput() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(arguments[0]), "throughput");
    try (Pair pair = new Pair(directory)) {
      small(pair);
      large(pair);
    } finally {
      Pair.run("rm", "-r", directory.toString());
    }
  }

  private static void small(Pair pair) throws Exception {
    Random random = new Random(1);
    byte[] content = new byte[4000];
    for (int i = 0; i < FILES; i++) {
      if (i % 200 == 0) {
        pair.from.makeDirectory(Pair.path("d" + i / 200));
      }
      random.nextBytes(content);
      pair.write("d%d/%d".formatted(i / 200, i), content);
    }
    timed("first copy of %d files".formatted(FILES), FILES, pair, Pair.compare(""));
    pair.same();
    timed("comparing %d files".formatted(FILES), FILES, pair, Pair.compare(""));
    pair.from.rename(Pair.path("d0"), pair.from, Pair.path("e0"), Replacing.KEEP);
    timed("renaming a directory", 1, pair, Pair.move("d0", "e0"));
    for (int i = 0; i < 5; i++) {
      pair.write("d1/new" + i, content);
      timed("one file", 1, pair, Pair.look("d1/new" + i));
    }
  }

  private static void large(Pair pair) throws Exception {
    Random random = new Random(2);
    byte[] piece = new byte[MIB];
    try (OpenFile file = pair.from.create(Pair.path("large"))) {
      for (int i = 0; i < LARGE; i++) {
        random.nextBytes(piece);
        file.write(ByteBuffer.wrap(piece), (long) i * MIB);
      }
    }
    timed("first copy of 1 GiB", 1, pair, Pair.look("large"));
    for (int round = 0; round < 3; round++) {
      try (OpenFile file = pair.from.update(Pair.path("large"))) {
        for (int i = 0; i < CHANGES; i++) {
          random.nextBytes(piece);
          file.write(
              ByteBuffer.wrap(piece, 0, Limits.BLOCK),
              (long) random.nextInt(LARGE * MIB / Limits.BLOCK) * Limits.BLOCK);
        }
      }
      long before = pair.wire().sent.get();
      timed("1 GiB, 1,000 blocks changed", 1, pair, Pair.look("large"));
      System.out.printf(
          "  %.3f bytes sent for each that changed%n",
          (double) (pair.wire().sent.get() - before) / (CHANGES * Limits.BLOCK));
    }
    pair.good(Pair.look(""));
    pair.same();
  }

  private static void timed(String what, int files, Pair pair, Item item)
      throws IOException, InterruptedException {
    pair.connect();
    long start = System.nanoTime();
    pair.good(item);
    double took = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s: %.4f s, %.0f / s%n", what, took, files / took);
  }
}

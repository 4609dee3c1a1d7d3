package io.understudy.lab.mirroring;

import io.understudy.lab.Pause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// A large file, as of a database or a virtual machine, is written at random places: how many bytes
/// travel for each that changed?
final class LargeFilePlay implements Play.Scenario {
  private static final String NAME = "disk.img";
  private static final int PIECE = 1 << 20;
  private static final int BLOCK = 4096;
  private static final int PER_SECOND = 250;

  @Override
  public void play(Trial trial) throws IOException {
    int pieces = Math.max(8, (int) (1024 * trial.wishes().scale()));
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(trial.wishes().seed() + 2);
    create(trial, pieces, random);
    Pause.ofMillis(3000);

    long before = trial.site().sent();
    List<Long> places = patch(trial, pieces, random);
    long ended = System.nanoTime();
    awaitSame(trial, places);
    trial.note(Figure.LARGE_LAG, Figure.seconds(System.nanoTime() - ended));
    // What follows belongs to it.
    Pause.ofMillis(2000);
    long changed = (long) places.size() * BLOCK;
    trial.note(Figure.LARGE, (double) (trial.site().sent() - before) / changed);
    trial.remark("%d writes of %d bytes into %d MiB".formatted(places.size(), BLOCK, pieces));
  }

  private static void create(Trial trial, int pieces, RandomGenerator random) throws IOException {
    long began = System.nanoTime();
    byte[] content = new byte[PIECE];
    List<Long> places = new ArrayList<>();
    try (FileChannel file =
        FileChannel.open(trial.source(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long piece = 0; piece < pieces; piece++) {
        random.nextBytes(content);
        file.write(ByteBuffer.wrap(content), piece * PIECE);
        trial.copier().told(new Edit.Patched(NAME, piece * PIECE, PIECE));
        places.add(piece * PIECE);
      }
    }
    awaitSame(trial, places);
    trial.remark(
        "a new file of %d MiB took %.1f s"
            .formatted(pieces, Figure.seconds(System.nanoTime() - began)));
  }

  /// {@return where it wrote, no place twice} Each write opens and closes the file: some programs
  /// only hear of that.
  private static List<Long> patch(Trial trial, int pieces, RandomGenerator random)
      throws IOException {
    Set<Long> places = new LinkedHashSet<>();
    byte[] content = new byte[BLOCK];
    long blocks = (long) pieces * (PIECE / BLOCK);
    long count = Math.min(trial.wishes().seconds().toSeconds() * PER_SECOND, blocks / 4);
    long next = System.nanoTime();
    while (places.size() < count) {
      while (System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      next += 1_000_000_000L / PER_SECOND;
      long place = random.nextLong(blocks) * BLOCK;
      if (!places.add(place)) {
        continue;
      }
      random.nextBytes(content);
      try (FileChannel file = FileChannel.open(trial.source(NAME), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(content), place);
      }
      trial.copier().told(new Edit.Patched(NAME, place, BLOCK));
    }
    return List.copyOf(places);
  }

  private static void awaitSame(Trial trial, List<Long> places) {
    Path copy = trial.copy(NAME);
    Pause.until(
        "the large file is the same",
        Trial.PATIENCE,
        () -> {
          Pause.ofMillis(80);
          return copy.toFile().length() == trial.source(NAME).toFile().length()
              && same(trial.source(NAME), copy, places);
        });
  }

  /// The last places first: most likely they differ.
  private static boolean same(Path source, Path copy, List<Long> places) {
    ByteBuffer here = ByteBuffer.allocate(BLOCK);
    ByteBuffer there = ByteBuffer.allocate(BLOCK);
    try (FileChannel left = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel right = FileChannel.open(copy, StandardOpenOption.READ)) {
      for (long place : places.reversed()) {
        left.read(here.clear(), place);
        right.read(there.clear(), place);
        if (!here.flip().equals(there.flip())) {
          return false;
        }
      }
      return true;
    } catch (IOException notThere) {
      return false;
    }
  }
}

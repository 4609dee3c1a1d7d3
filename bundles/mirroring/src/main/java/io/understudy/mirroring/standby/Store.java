package io.understudy.mirroring.standby;

import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where the batches of all rules are, and how an id leads to a file.
final class Store {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private final Path folder;
  private final Trees trees;

  /// One file in quarantine.
  record Found(String rule, Path batch, Batch.Head head, Entry entry) {
    String id() {
      return "%s/%s/%d".formatted(rule, batch.getFileName(), entry.number());
    }
  }

  /// Takes a file.
  @FunctionalInterface
  interface Taker {
    /// @param files of the batch
    /// @return whether to go on
    boolean take(Found found, Tree files) throws IOException;
  }

  /// @param folder of all rules
  Store(Path folder, Trees trees) {
    this.folder = folder;
    this.trees = trees;
  }

  Path folder() {
    return folder;
  }

  Path of(String rule) {
    if (!NAME.matcher(rule).matches()) {
      throw new IllegalArgumentException("'%s' can't be the name of a rule".formatted(rule));
    }
    return folder.resolve(rule);
  }

  List<String> rules() throws IOException {
    return directories(folder).stream().map(path -> path.getFileName().toString()).toList();
  }

  private static List<Path> directories(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(parent)) {
      return all.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  /// {@return the newest first}
  List<Path> batches(String rule) throws IOException {
    return directories(of(rule)).stream()
        .sorted(Comparator.comparing(Store::stamp).thenComparingInt(Store::number).reversed())
        .toList();
  }

  private static String stamp(Path batch) {
    String name = batch.getFileName().toString();
    return name.substring(0, Math.max(0, name.lastIndexOf('-')));
  }

  /// Ten comes after nine, which names don't know.
  private static int number(Path batch) {
    String name = batch.getFileName().toString();
    String number = name.substring(name.lastIndexOf('-') + 1);
    return number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0;
  }

  /// Shows the files that are there, batch by batch.
  void each(String rule, Taker taker) throws IOException {
    for (Path batch : batches(rule)) {
      if (!each(rule, batch, taker)) {
        return;
      }
    }
  }

  private boolean each(String rule, Path batch, Taker taker) throws IOException {
    Optional<Batch.Head> head = Batch.head(batch);
    if (head.isEmpty() || !Files.isDirectory(Batch.files(batch))) {
      return true;
    }
    boolean[] on = {true};
    try (Tree files = trees.open(Batch.files(batch), Trees.Mounts.STAY)) {
      Batch.read(
          batch,
          entry -> {
            if (files.find(entry.place()).isPresent()) {
              on[0] = taker.take(new Found(rule, batch, head.get(), entry), files);
            }
            return on[0];
          });
    }
    return on[0];
  }

  /// Shows the files that an id means: one, or all of a batch.
  ///
  /// @return whether there are any
  boolean named(String id, Taker taker) throws IOException {
    String[] parts = id.split("/", -1);
    if (parts.length < 2
        || parts.length > 3
        || !NAME.matcher(parts[0]).matches()
        || !NAME.matcher(parts[1]).matches()) {
      return false;
    }
    boolean[] any = {false};
    each(
        parts[0],
        of(parts[0]).resolve(parts[1]),
        (one, files) -> {
          if (parts.length == 2) {
            any[0] = true;
            return taker.take(one, files);
          } else if (parts[2].equals(Long.toString(one.entry().number()))) {
            any[0] = true;
            taker.take(one, files);
          }
          return !any[0];
        });
    return any[0];
  }

  /// {@return how many files there are of a rule}
  long count(String rule) throws IOException {
    long count = 0;
    for (Path batch : batches(rule)) {
      if (Files.isDirectory(Batch.files(batch))) {
        try (Stream<Path> all = Files.list(Batch.files(batch))) {
          count += all.filter(path -> !path.toString().endsWith(".part")).count();
        }
      }
    }
    return count;
  }

  /// Removes what a crash left behind, and batches that have nothing any more.
  void tidy(String rule) throws IOException {
    for (Path batch : batches(rule)) {
      Path files = Batch.files(batch);
      if (Files.isDirectory(files)) {
        try (Tree tree = trees.open(files, Trees.Mounts.STAY)) {
          List<RelativePath> parts = new ArrayList<>();
          tree.list(
              RelativePath.ROOT,
              (name, _) -> {
                RelativePath path = RelativePath.ROOT.resolve(name);
                if (path.toString().endsWith(".part")) {
                  parts.add(path);
                }
              });
          for (RelativePath part : parts) {
            tree.remove(part);
          }
        }
      }
      try {
        Files.deleteIfExists(files);
      } catch (DirectoryNotEmptyException has) {
        continue;
      }
      Files.deleteIfExists(batch.resolve("index"));
      Files.deleteIfExists(batch);
    }
  }
}

package io.understudy.lab.mirroring;

/// What was done to the source: a program that is told so knows better than any that has to find
/// out. Paths are below the tree's root.
sealed interface Edit {
  record Written(String path) implements Edit {}

  record Renamed(String from, String to) implements Edit {}

  record Removed(String path) implements Edit {}

  record Patched(String path, long offset, int length) implements Edit {}
}

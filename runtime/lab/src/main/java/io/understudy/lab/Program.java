package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// An unpacked distribution, for one node alone.
///
/// @param folder where it is
public record Program(Path folder) {
  void copyFrom(Path distribution) {
    if (!Files.exists(folder)) {
      Command.run("cp", "-a", distribution.toString(), folder.toString());
      // As after an installation: the cache is younger than the files that it is made of.
      Path cache = folder.resolve("lib/understudy.aot");
      if (Files.exists(cache)) {
        touch(cache);
      }
    }
  }

  public String script() {
    return folder.resolve("bin/understudy").toString();
  }

  /// Replaces a bundle by itself: the file's time is all that changes, which is what File Install
  /// looks at.
  ///
  /// @param name the last part of its symbolic name, like `heartbeat`
  public void replaceBundle(String name) {
    touch(folder.resolve("bundles/io.understudy." + name + ".jar"));
  }

  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException("no file " + file, e);
    }
  }
}

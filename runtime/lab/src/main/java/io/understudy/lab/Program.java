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
    Path jar = folder.resolve("bundles/io.understudy." + name + ".jar");
    try {
      Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException("no bundle " + name, e);
    }
  }
}

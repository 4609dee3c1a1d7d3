package io.understudy.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;

/// Reads a node's settings where no framework runs.
final class NodeFile {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private NodeFile() {}

  /// {@return the node's name}
  static String name(Path home) throws IOException {
    Path file = home.resolve("config").resolve("io.understudy.engine.cfg");
    String name = read(home, file).getProperty("node", "").strip();
    if (!NAME.matcher(name).matches()) {
      throw new IOException(
          "%s: node: '%s' is no node's name; set it, like node = b".formatted(file, name));
    }
    return name;
  }

  /// {@return keys and values, with the home's name put in where it is referred to}
  static Properties read(Path home, Path file) throws IOException {
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      values.load(reader);
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " is missing; make it, see config/README.md", missing);
    } catch (IllegalArgumentException garbled) {
      throw new IOException(file + " can't be read: " + garbled.getMessage(), garbled);
    }
    values.replaceAll(
        (_, value) -> value.toString().replace("${understudy.home}", home.toString()));
    return values;
  }
}

package io.understudy.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.osgi.framework.Constants;

/// Which jars there are for which bundle: those in `deploy/` go before the distribution's.
final class Folders {
  private final Path deploy;

  /// Jars by bundle name.
  private final Map<File, String> names = new TreeMap<>();

  Folders(Path deploy) {
    this.deploy = deploy;
  }

  void add(File file, String name) {
    names.put(file, name);
  }

  /// {@return the bundle's name; empty if the jar wasn't there}
  Optional<String> remove(File file) {
    return Optional.ofNullable(names.remove(file));
  }

  boolean has(String name) {
    return names.containsValue(name);
  }

  boolean has(File file, String name) {
    return name.equals(names.get(file));
  }

  boolean deployed(File file) {
    return file.toPath().toAbsolutePath().normalize().startsWith(deploy);
  }

  /// {@return the jar that counts for a bundle}
  Optional<File> first(String name) {
    return find(name, this::deployed).or(() -> find(name, file -> true));
  }

  /// {@return the distribution's jar of a bundle}
  Optional<Path> distributed(String name) {
    return find(name, file -> !deployed(file)).map(File::toPath);
  }

  private Optional<File> find(String name, Predicate<File> which) {
    return names.keySet().stream().filter(file -> has(file, name)).filter(which).findFirst();
  }

  /// {@return all jars in `deploy/`, with their bundles}
  List<Map.Entry<File, String>> deployed() {
    return names.entrySet().stream().filter(entry -> deployed(entry.getKey())).toList();
  }

  static String nameOf(File file) throws IOException {
    try (JarFile jar = new JarFile(file)) {
      Manifest manifest = jar.getManifest();
      String name =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (name == null) {
        throw new IOException(file + " is no OSGi bundle; nothing is replaced");
      }
      return name.replaceFirst(";.*", "").strip();
    } catch (ZipException damaged) {
      throw new IOException(file + " is no jar; nothing is replaced: copy it again", damaged);
    }
  }
}

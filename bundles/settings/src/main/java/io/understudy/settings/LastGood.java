package io.understudy.settings;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The settings that were accepted last, per PID; in memory, and in `data/good/` for the next
/// start.
final class LastGood {
  private static final Logger LOG = LoggerFactory.getLogger(LastGood.class);

  private final Path directory;
  private final Map<String, Map<String, Object>> known = new ConcurrentHashMap<>();

  LastGood(Path directory) {
    this.directory = directory;
  }

  Optional<Map<String, Object>> get(String pid) {
    return Optional.ofNullable(known.computeIfAbsent(pid, this::load));
  }

  void put(String pid, Map<String, Object> settings) {
    if (!settings.equals(known.computeIfAbsent(pid, this::load))) {
      known.put(pid, Map.copyOf(settings));
      save(pid, settings);
    }
  }

  void forget(String pid) {
    known.remove(pid);
    try {
      Files.deleteIfExists(file(pid));
    } catch (IOException failed) {
      LOG.warn("{} can't be removed: {}", file(pid), failed.toString());
    }
  }

  private Path file(String pid) {
    return directory.resolve(pid + ".properties");
  }

  private @Nullable Map<String, Object> load(String pid) {
    if (!Files.exists(file(pid))) {
      return null;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file(pid))) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      LOG.warn("{} can't be read and is ignored: {}", file(pid), unreadable.toString());
      return null;
    }
    Map<String, Object> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /// A disk that is full costs the memory of a restart only, so it is said and no more.
  private void save(String pid, Map<String, Object> settings) {
    Properties properties = new Properties();
    settings.forEach((key, value) -> properties.setProperty(key, value.toString()));
    Path draft = directory.resolve(pid + ".new");
    try {
      Files.createDirectories(directory);
      try (Writer writer = Files.newBufferedWriter(draft)) {
        properties.store(writer, "accepted last; not to be edited");
      }
      Files.move(
          draft, file(pid), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      LOG.warn(
          "{} can't be saved: {}; after a restart a bad {}.cfg would not be replaced by it",
          file(pid),
          failed.toString(),
          pid);
    }
  }
}

package io.understudy.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.understudy.api.ClusterView;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A hold that was ordered while no engine ran: `data/held.order` with `reason`, `by` and `at`,
/// written by `understudy stand-down` after it ended a hung node. One that can't be read holds too.
final class HeldOrder {
  private static final Logger LOG = LoggerFactory.getLogger(HeldOrder.class);

  private final Path file;

  HeldOrder(Path file) {
    this.file = file;
  }

  /// {@return the hold; empty if none was ordered}
  Optional<ClusterView.Hold> read() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties order = new Properties();
    Instant at = Instant.now();
    try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
      order.load(reader);
      at = Instant.parse(order.getProperty("at", at.toString()));
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      LOG.warn("{} can't be read ({}); the node is held all the same", file, e.toString());
    }
    return Optional.of(
        new ClusterView.Hold(
            order.getProperty("reason", "fenced while no engine ran"),
            order.getProperty("by", "a fence"),
            at,
            true));
  }

  /// The hold is safe elsewhere.
  void done() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} can't be deleted: {}", file, e.toString());
    }
  }
}

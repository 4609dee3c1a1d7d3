package io.understudy.engine;

import io.understudy.engine.decision.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The durable state on the disk, `data/cluster.state`. One thread writes, in the order of the
/// orders.
final class Disk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);

  private final Path path;
  private final Slots slots;
  private final Durable found;
  private final String corruption;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("state").factory());

  /// Opens the file. One that can't be read is set aside under another name, and a fresh one begun.
  ///
  /// @throws IOException if nothing can be read or written there, or it is a newer program's
  Disk(Path path) throws IOException {
    this.path = path;
    Durable durable = Durable.EMPTY;
    String corrupt = "";
    Slots.Opened opened;
    try {
      opened = Slots.open(path);
    } catch (Slots.Corrupt e) {
      Path aside = path.resolveSibling(path.getFileName() + ".corrupt");
      Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
      corrupt = e.getMessage() + "; it is kept as " + aside.getFileName();
      LOG.error("{}", corrupt);
      opened = Slots.open(path);
    }
    if (opened.newest().isPresent()) {
      try {
        durable = StateFile.read(opened.newest().get());
      } catch (IOException e) {
        opened.slots().close();
        throw e;
      }
    }
    this.slots = opened.slots();
    this.found = durable;
    this.corruption = corrupt;
  }

  /// {@return what was there at the start}
  Durable found() {
    return found;
  }

  /// {@return what was wrong with the file at the start; empty if nothing}
  String corruption() {
    return corruption;
  }

  void write(Durable durable, Runnable safe, Consumer<String> failed) {
    try {
      writer.execute(
          () -> {
            try {
              slots.write(StateFile.write(durable));
              safe.run();
            } catch (IOException e) {
              failed.accept(path + " can't be written: " + e.getMessage());
            }
          });
    } catch (RejectedExecutionException closed) {
      failed.accept("the engine ends");
    }
  }

  /// Ends after what was ordered is written.
  @Override
  public void close() {
    writer.close();
    try {
      slots.close();
    } catch (IOException e) {
      LOG.warn("{} can't be closed: {}", path, e.getMessage());
    }
  }
}

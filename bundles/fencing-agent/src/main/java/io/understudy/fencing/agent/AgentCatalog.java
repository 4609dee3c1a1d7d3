package io.understudy.fencing.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the agents say of themselves. Each program is asked once, until its file changes, by a
/// thread of its own: nobody waits for it.
@Component(service = AgentCatalog.class)
public final class AgentCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(AgentCatalog.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MOST = 32;

  private record Entry(FileTime changed, Optional<AgentMetadata> metadata) {}

  private final Map<Path, Entry> entries = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("fence agents").factory());

  @Activate
  public AgentCatalog() {}

  @Deactivate
  public void close() {
    reader.shutdownNow();
    try {
      reader.awaitTermination(2, TimeUnit.SECONDS); // then the agent that it runs has ended too
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// {@return what the agent said; empty if it wasn't asked yet, which is begun, or said rubbish}
  Optional<AgentMetadata> find(Path program) {
    FileTime changed;
    try {
      changed = Files.getLastModifiedTime(program);
    } catch (IOException gone) {
      return Optional.empty();
    }
    synchronized (entries) {
      Entry entry = entries.get(program);
      if (entry == null || !entry.changed.equals(changed)) {
        if (entries.size() >= MOST) {
          entries.clear();
        }
        entries.put(program, new Entry(changed, Optional.empty()));
        reader.execute(() -> read(program, changed));
        return Optional.empty();
      }
      return entry.metadata;
    }
  }

  /// {@return all that is known}
  Map<Path, AgentMetadata> all() {
    Map<Path, AgentMetadata> all = new TreeMap<>();
    synchronized (entries) {
      entries.forEach(
          (program, entry) -> entry.metadata.ifPresent(known -> all.put(program, known)));
    }
    return all;
  }

  /// @param news is told whenever more is known
  AutoCloseable listen(Runnable news) {
    listeners.add(news);
    return () -> listeners.remove(news);
  }

  private void read(Path program, FileTime changed) {
    try {
      Optional<AgentMetadata> metadata =
          switch (new AgentProgram(program)
              .run(List.of("action=metadata"), AgentProgram.Keep.OUTPUT, LIMIT)) {
            case AgentProgram.Answer.Ended(int exit, String text, boolean cut)
                when exit == 0 && !cut ->
                MetadataReader.read(text);
            default -> Optional.empty();
          };
      if (metadata.isEmpty()) {
        LOG.info("{} doesn't tell its parameters, so they can't be checked", program);
        return;
      }
      synchronized (entries) {
        entries.put(program, new Entry(changed, metadata));
      }
      listeners.forEach(Runnable::run);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.understudy.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.understudy.api.ClusterEvent;
import io.understudy.api.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The history: the newest events in memory, all of them in `log/events.log` (rotated at 1 MiB, one
/// old file kept). Recording never blocks: the file is written by a thread of its own, and a full
/// or broken disk costs lines of the file, not the caller.
final class Chronicle implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.understudy.history");
  private static final int KEPT = 1000;
  private static final long ROTATE_AT = 1 << 20;

  private final NodeId node;
  private final Path file;
  private final InstantSource clock;
  private final Deque<ClusterEvent> events = new ArrayDeque<>(KEPT);
  private final BlockingQueue<ClusterEvent> unwritten = new ArrayBlockingQueue<>(KEPT);
  private final Thread writer;
  private long number;

  Chronicle(NodeId node, Path file, InstantSource clock) {
    this.node = node;
    this.file = file;
    this.clock = clock;
    this.writer = Thread.ofVirtual().name("history").start(this::write);
  }

  void record(String kind, String group, String text) {
    ClusterEvent event;
    synchronized (events) {
      Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      event = new ClusterEvent(++number, at, node, kind, group, text);
      if (events.size() == KEPT) {
        events.removeFirst();
      }
      events.addLast(event);
    }
    unwritten.offer(event);
  }

  List<ClusterEvent> newest(int limit) {
    synchronized (events) {
      return new ArrayList<>(events).subList(Math.max(0, events.size() - limit), events.size());
    }
  }

  /// {@return whether there is such an event between the two times, give or take a second}
  boolean has(String kind, Instant from, Instant to) {
    synchronized (events) {
      return events.stream()
          .anyMatch(
              event ->
                  event.kind().equals(kind)
                      && event.at().isAfter(from.minusSeconds(1))
                      && event.at().isBefore(to.plusSeconds(1)));
    }
  }

  private void write() {
    boolean broken = false;
    try {
      while (true) {
        ClusterEvent event = unwritten.take();
        LOG.info("{}{}: {}", event.kind(), in(event), event.text());
        try {
          append(event);
          broken = false;
        } catch (IOException e) {
          if (!broken) {
            LOG.warn("{} can't be written ({}); events stay in memory only", file, e.toString());
          }
          broken = true;
        }
      }
    } catch (InterruptedException e) {
      for (ClusterEvent event : unwritten) {
        try {
          append(event);
        } catch (IOException lost) {
          LOG.warn("event not written to {}: {}", file, event);
        }
      }
    }
  }

  private static String in(ClusterEvent event) {
    return event.group().isEmpty() ? "" : " " + event.group();
  }

  private void append(ClusterEvent event) throws IOException {
    Files.createDirectories(file.getParent());
    if (Files.exists(file) && Files.size(file) > ROTATE_AT) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    String line =
        "%s %s %s%s: %s%n"
            .formatted(event.at(), event.node(), event.kind(), in(event), event.text());
    Files.write(file, line.getBytes(UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

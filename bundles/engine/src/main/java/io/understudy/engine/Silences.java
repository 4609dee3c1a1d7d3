package io.understudy.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers how long the peer was silent and then went on: of each minute the longest time as
/// owner and the longest as standby, from three beats on. It is in `log/silences.log`, rotated at
/// 1 MiB (months of a bad network), one old file kept. What ended with another life of the peer
/// isn't here, and neither is what this process slept through itself.
final class Silences implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Silences.class);
  private static final String HEAD = "# silences 1 since ";
  private static final long ROTATE_AT = 1 << 20;
  private static final int BEATS = 3;
  private static final int LATE = 2;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /// @param at when it ended
  /// @param ofOwner who was silent owned a group before
  /// @param cutOff no device answered this node meanwhile either: it was this node that heard
  ///     nobody
  record Silence(Instant at, Duration length, boolean ofOwner, boolean cutOff) {
    private static Silence parse(String line) {
      String[] words = line.split(" ");
      return new Silence(
          Instant.parse(words[0]),
          Duration.ofMillis(Long.parseLong(words[1])),
          words[2].equals("owner"),
          words[3].equals("cut-off"));
    }

    @Override
    public String toString() {
      return "%s %d %s %s"
          .formatted(
              at, length.toMillis(), ofOwner ? "owner" : "standby", cutOff ? "cut-off" : "silent");
    }
  }

  /// @param since when recording began
  record Record(Instant since, List<Silence> silences) {}

  private final Path file;
  private final InstantSource clock;
  private final Supplier<Duration> beat;
  private final Predicate<Silence> sleptThrough;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("silences").factory());
  private final Instant began;
  private long incarnation;
  private long heardAt;
  private long answered = Long.MIN_VALUE;
  private boolean devices;
  private boolean owned;

  /// Of this minute, by whether an owner was silent.
  private final Map<Boolean, Silence> longest = new HashMap<>();

  private long longestAt;

  /// @param beat the time between two beats
  /// @param sleptThrough whether this process stood still during a silence
  Silences(
      Path file, InstantSource clock, Supplier<Duration> beat, Predicate<Silence> sleptThrough) {
    this.file = file;
    this.clock = clock;
    this.beat = beat;
    this.sleptThrough = sleptThrough;
    this.began = clock.instant();
  }

  /// A device answered a ping that was sent then.
  synchronized void answered(long stamp) {
    devices = true;
    answered = Math.max(answered, stamp);
  }

  /// A beat came.
  ///
  /// @param owner its sender owns a group
  synchronized void heard(long from, boolean owner, long receivedAt) {
    long gap = receivedAt - heardAt;
    long usual = beat.get().toNanos();
    if (from == incarnation && gap >= BEATS * usual) {
      boolean cutOff = devices && answered <= heardAt + LATE * usual;
      keep(new Silence(clock.instant(), Duration.ofNanos(gap), owned, cutOff), receivedAt);
    }
    if (!longest.isEmpty() && receivedAt - longestAt > MINUTE) {
      flush();
    }
    incarnation = from;
    heardAt = receivedAt;
    owned = owner;
  }

  private void keep(Silence silence, long receivedAt) {
    if (longest.isEmpty()) {
      longestAt = receivedAt;
    }
    longest.merge(
        silence.ofOwner(),
        silence,
        (known, other) -> other.length().compareTo(known.length()) > 0 ? other : known);
  }

  private void flush() {
    List<Silence> kept = ofThisMinute();
    longest.clear();
    if (!kept.isEmpty() && !writer.isShutdown()) {
      writer.execute(() -> kept.forEach(this::write));
    }
  }

  private List<Silence> ofThisMinute() {
    return longest.values().stream().sorted(Comparator.comparing(Silence::at)).toList();
  }

  private void write(Silence silence) {
    if (sleptThrough.test(silence)) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      if (Files.exists(file) && Files.size(file) > ROTATE_AT) {
        Files.move(file, before(), StandardCopyOption.REPLACE_EXISTING);
      }
      String head = Files.exists(file) ? "" : HEAD + began + "\n";
      Files.writeString(
          file, head + silence + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("{} can't be written: {}", file, e.toString());
    }
  }

  private Path before() {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  /// {@return what is known, the present minute included} Lines that can't be read are left out.
  Record read() throws InterruptedException {
    List<Silence> present;
    Future<Record> written;
    synchronized (this) {
      present = ofThisMinute();
      written = writer.submit(this::written); // behind what is still to be written
    }
    try {
      Record record = written.get();
      List<Silence> all = new ArrayList<>(record.silences());
      present.stream().filter(sleptThrough.negate()).forEach(all::add);
      return new Record(record.since(), List.copyOf(all));
    } catch (ExecutionException defect) {
      throw new IllegalStateException("the record of silences can't be read", defect.getCause());
    }
  }

  private Record written() {
    List<Silence> all = new ArrayList<>();
    Instant since = began;
    for (Path one : List.of(before(), file)) {
      for (String line : lines(one)) {
        try {
          if (line.startsWith(HEAD)) {
            Instant head = Instant.parse(line.substring(HEAD.length()));
            since = head.isBefore(since) ? head : since;
          } else {
            all.add(Silence.parse(line));
          }
        } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
          LOG.debug("{}: '{}' isn't understood", one, line, e);
        }
      }
    }
    return new Record(since, all);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
    } catch (IOException e) {
      LOG.warn("{} can't be read: {}", file, e.toString());
      return List.of();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      flush();
    }
    writer.close();
  }
}

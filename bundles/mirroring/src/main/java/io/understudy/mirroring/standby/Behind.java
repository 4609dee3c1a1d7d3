package io.understudy.mirroring.standby;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node, as a standby, knows of the owner's changes that aren't in its copy. It survives
/// a restart: after a takeover it names the files that are stale.
public final class Behind {
  private static final Logger LOG = LoggerFactory.getLogger(Behind.class);
  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofSeconds(30);

  private final Path data;
  private final InstantSource clock;
  private final Map<String, Memory> memories = new HashMap<>();
  private volatile BiConsumer<String, Known> listener = (_, _) -> {};

  /// @param from the owner that said so
  /// @param term of that owner
  /// @param count how many changes aren't in the copy
  /// @param oldest since when the oldest of them waits, by the owner's clock
  /// @param names some of them, the oldest first
  /// @param asOf when the owner said so, by this node's clock: what it changed since isn't known
  /// @param complete whether the copy was compared as a whole with this owner; if not, it may lack
  ///     more than is named
  /// @param comparing how many files the comparison that runs has looked at
  public record Known(
      NodeId from,
      Term term,
      long count,
      Optional<Instant> oldest,
      List<RelativePath> names,
      Instant asOf,
      boolean complete,
      Optional<Long> comparing) {}

  /// One rule.
  private static final class Memory {
    final DurableFile file;
    Optional<Known> known = Optional.empty();
    SequencedSet<RelativePath> names = new LinkedHashSet<>();
    int bytes;
    Optional<Instant> written = Optional.empty();
    boolean changed;

    Memory(DurableFile file) {
      this.file = file;
    }
  }

  Behind(Path data, InstantSource clock) {
    this.data = data;
    this.clock = clock;
  }

  /// @param told hears each rule of which an owner said something; must not wait
  public void listener(BiConsumer<String, Known> told) {
    listener = told;
  }

  /// {@return what is known; empty if no owner ever said anything about it here, or what it said is
  /// lost: then the copy is worth nothing without a comparison}
  public synchronized Optional<Known> of(String rule) {
    return memory(rule).known;
  }

  private Memory memory(String rule) {
    return memories.computeIfAbsent(rule, this::load);
  }

  private Memory load(String rule) {
    Memory memory = new Memory(new DurableFile(data.resolve(rule + ".behind"), "behind", 1));
    try {
      Optional<byte[]> content = memory.file.read();
      if (content.isPresent()) {
        Known known = parse(content.get());
        memory.known = Optional.of(known);
        add(memory, known.names());
      }
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      LOG.warn("rule {}: what the copy lacks isn't known: {}", rule, e.getMessage());
    }
    return memory;
  }

  private static void add(Memory memory, List<RelativePath> names) {
    for (RelativePath name : names) {
      boolean room =
          memory.names.size() < Notice.NAMES && memory.bytes + name.length() + 2 <= Notice.BYTES;
      if (room && memory.names.add(name)) {
        memory.bytes += name.length() + 2;
      }
    }
  }

  /// {@return whether the copy is complete now and wasn't before}
  synchronized boolean heard(NodeId from, Term term, Notice notice) throws IOException {
    Memory memory = memory(notice.rule());
    Optional<Known> before =
        memory.known.filter(one -> one.from().equals(from) && one.term().equals(term));
    if (notice.whole() || before.isEmpty()) {
      memory.names.clear();
      memory.bytes = 0;
    }
    for (RelativePath name : notice.removed()) {
      if (memory.names.remove(name)) {
        memory.bytes -= name.length() + 2;
      }
    }
    add(memory, notice.added());
    Known now =
        new Known(
            from,
            term,
            notice.count(),
            notice.oldest(),
            List.copyOf(memory.names),
            clock.instant(),
            notice.compared(),
            notice.comparing());
    boolean turned =
        before.isEmpty()
            || before.get().complete() != now.complete()
            || (before.get().count() == 0) != (now.count() == 0);
    memory.changed |= !before.map(one -> same(one, now)).orElse(false);
    memory.known = Optional.of(now);
    listener.accept(notice.rule(), now);
    write(memory, turned);
    return now.complete() && !before.map(Known::complete).orElse(false);
  }

  private static boolean same(Known one, Known other) {
    return one.count() == other.count()
        && one.oldest().equals(other.oldest())
        && one.names().equals(other.names());
  }

  /// Writes at most each second; at once when it matters most, which is whether there is anything.
  /// How fresh it is is no reason to write often.
  private void write(Memory memory, boolean turned) throws IOException {
    Instant now = clock.instant();
    Duration pause = memory.changed ? OFTEN : SELDOM;
    boolean due = memory.written.map(last -> !now.isBefore(last.plus(pause))).orElse(true);
    if (turned || due) {
      memory.file.write(bytes(memory.known.orElseThrow()), turned || memory.changed);
      memory.written = Optional.of(now);
      memory.changed = false;
    }
  }

  /// The owner says nothing more: what was not written yet is.
  synchronized void ended() throws IOException {
    for (Memory memory : memories.values()) {
      if (memory.changed && memory.known.isPresent()) {
        write(memory, true);
      }
    }
  }

  private static byte[] bytes(Known known) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeUTF(known.from().name());
    data.writeLong(known.term().value());
    data.writeLong(known.count());
    NoticeTalk.time(data, known.oldest());
    NoticeTalk.time(data, Optional.of(known.asOf()));
    data.writeBoolean(known.complete());
    NoticeTalk.names(data, new ArrayList<>(known.names()));
    return bytes.toByteArray();
  }

  private static Known parse(byte[] bytes) throws IOException {
    DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes));
    NodeId from = new NodeId(data.readUTF());
    Term term = new Term(data.readLong());
    long count = data.readLong();
    Optional<Instant> oldest = NoticeTalk.time(data);
    Instant asOf = NoticeTalk.time(data).orElse(Instant.EPOCH);
    boolean complete = data.readBoolean();
    List<RelativePath> names = NoticeTalk.names(data);
    return new Known(from, term, count, oldest, names, asOf, complete, Optional.empty());
  }
}

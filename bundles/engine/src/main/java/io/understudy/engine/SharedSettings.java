package io.understudy.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.understudy.api.Alike;
import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What both nodes should have set alike. Each fourth beat tells the fingerprint of one
/// configuration, one after the other (a rider: the number of all, a name, a fingerprint); what
/// differs for a while is a problem. Nothing is decided by it.
final class SharedSettings {
  /// Whoever edits one node after the other needs some time.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 200;
  private static final byte[] NOTHING = {};

  /// Each byte of a beat costs on every path.
  private static final int EVERY = 4;

  /// A fingerprint that wasn't told in so many rounds of all isn't there any more.
  private static final int ROUNDS = 5;

  private static final long THERE = 0;

  private record Seen(long fingerprint, long at) {}

  private final InstantSource clock;
  private final Map<String, Seen> theirs = new ConcurrentHashMap<>();
  private final AtomicLong heard = new AtomicLong();
  private final Map<String, Instant> differs = new HashMap<>();
  private volatile Map<String, Long> ours = Map.of();
  private volatile byte[][] riders = {};
  private volatile int theirCount;
  private volatile Instant heardAt = Instant.MIN;

  /// Used by the engine's loop alone.
  private int next;

  SharedSettings(InstantSource clock) {
    this.clock = clock;
  }

  /// These are all configurations of this node.
  ///
  /// @param all by their PID, that of a factory with a hyphen and a name
  void are(Map<String, Map<String, Object>> all) {
    Map<String, Long> shared = new TreeMap<>();
    all.forEach(
        (pid, values) -> {
          String kind = pid.replaceFirst("-.*", "");
          if (pid.getBytes(UTF_8).length <= MOST_BYTES) {
            Alike.ownKeys(kind)
                .ifPresent(
                    own -> shared.put(pid, Alike.isHook(kind) ? THERE : fingerprint(values, own)));
          }
        });
    ours = Map.copyOf(shared);
    riders =
        shared.entrySet().stream()
            .map(one -> rider(shared.size(), one.getKey(), one.getValue()))
            .toArray(byte[][]::new);
  }

  /// {@return what the next beat carries} Beats wait for nobody, and so do the methods for them.
  byte[] rider() {
    int beat = next++;
    return beat % EVERY == 0 ? rider(beat) : NOTHING;
  }

  /// {@return the same for a beat that carries more behind it}
  byte[] riderAhead() {
    byte[] rider = rider(next++);
    return rider.length == 0 ? rider(0, "", 0) : rider;
  }

  private byte[] rider(int beat) {
    byte[][] all = riders;
    return all.length == 0 ? NOTHING : all[Math.floorMod(beat / EVERY, all.length)];
  }

  /// A beat came with this; of an older program with nothing.
  ///
  /// @param rider read up to what follows
  void heard(ByteBuffer rider) {
    if (rider.remaining() < Short.BYTES) {
      return;
    }
    try {
      int count = rider.getShort() & 0xffff;
      byte[] name = new byte[rider.getShort() & 0xffff];
      rider.get(name);
      long fingerprint = rider.getLong();
      if (count == 0) {
        return;
      }
      long number = heard.incrementAndGet();
      theirs.put(new String(name, UTF_8), new Seen(fingerprint, number));
      theirs.values().removeIf(seen -> number - seen.at() > (long) ROUNDS * count);
      theirCount = count;
      heardAt = clock.instant();
    } catch (BufferUnderflowException notOurs) {
      rider.position(rider.limit());
      theirs.clear();
    }
  }

  /// {@return what has differed for a while; nothing as long as not all of the peer's is known}
  synchronized List<Problem> problems(NodeId peer) {
    Instant now = clock.instant();
    int count = theirCount;
    Set<String> all = new TreeSet<>();
    boolean known = theirs.size() == count && count > 0 && now.isBefore(heardAt.plus(SILENCE));
    if (known) {
      Stream.concat(ours.keySet().stream(), theirs.keySet().stream())
          .filter(pid -> !same(pid))
          .forEach(all::add);
    }
    differs.keySet().retainAll(all);
    List<Problem> problems = new ArrayList<>();
    for (String pid : all) {
      Instant since = differs.computeIfAbsent(pid, unused -> now);
      if (!now.isBefore(since.plus(PATIENCE))) {
        problems.add(
            new Problem(
                Problem.Severity.NOTE,
                pid + ".cfg",
                !theirs.containsKey(pid)
                    ? "it is here and not at " + peer
                    : ours.containsKey(pid)
                        ? "it is set otherwise at " + peer
                        : "it is at %s and not here".formatted(peer),
                "make it the same on both nodes"));
      }
    }
    return problems;
  }

  private boolean same(String pid) {
    Seen seen = theirs.get(pid);
    return seen != null && Long.valueOf(seen.fingerprint()).equals(ours.get(pid));
  }

  private static byte[] rider(int count, String pid, long fingerprint) {
    byte[] name = pid.getBytes(UTF_8);
    return ByteBuffer.allocate(2 * Short.BYTES + name.length + Long.BYTES)
        .putShort((short) count)
        .putShort((short) name.length)
        .put(name)
        .putLong(fingerprint)
        .array();
  }

  private static long fingerprint(Map<String, Object> values, Set<String> own) {
    String text =
        new TreeMap<>(values)
            .entrySet().stream()
                .filter(one -> !one.getKey().contains(".") && !own.contains(one.getKey()))
                .map(one -> one.getKey() + "=" + text(one.getValue()))
                .collect(Collectors.joining("\n"));
    return Fingerprint.of(text.getBytes(UTF_8));
  }

  /// The same whether it came from a file or from a form.
  private static String text(Object value) {
    String text =
        switch (value) {
          case Object[] many ->
              Arrays.stream(many).map(String::valueOf).collect(Collectors.joining(","));
          case Collection<?> many ->
              many.stream().map(String::valueOf).collect(Collectors.joining(","));
          default -> String.valueOf(value);
        };
    return text.strip().replaceAll("\\s*,\\s*", ",");
  }
}

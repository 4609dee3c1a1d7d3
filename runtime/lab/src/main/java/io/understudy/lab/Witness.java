package io.understudy.lab;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Sees who answers for the service addresses: it asks each node every 4 ms at the node's own port
/// of the switch, so that a second owner shows even behind a partition, and records with the
/// kernel's time every frame that really leaves a node for an address.
///
/// "Both answer" is the time during which the answers of one node overlap those of another.
public final class Witness implements AutoCloseable {
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(4);

  private final Set<InetAddress> addresses;
  private final Map<String, PacketSocket> taps = new LinkedHashMap<>();
  private final Map<String, Map<InetAddress, Spans>> seen = new LinkedHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<byte[]> questions;
  private volatile boolean closed;

  Witness(Lab lab, List<String> addresses) {
    this.addresses =
        addresses.stream().map(InetAddress::ofLiteral).collect(Collectors.toUnmodifiableSet());
    Namespace space = lab.between().space();
    try {
      // Answers end at the bridge's own address instead of flooding the LAN.
      byte[] mac = HexFormat.ofDelimiter(":").parseHex(mac(space));
      questions = this.addresses.stream().map(address -> Question.about(address, mac)).toList();
      for (Node node : lab.nodes()) {
        Map<InetAddress, Spans> spans = new LinkedHashMap<>();
        this.addresses.forEach(address -> spans.put(address, new Spans()));
        seen.put(node.name(), spans);
        taps.put(node.name(), space.call(() -> new PacketSocket(node.name())));
      }
    } catch (Exception e) {
      throw new IllegalStateException("can't watch the switch's ports", e);
    }
    taps.forEach((node, tap) -> run("tap " + node, () -> listen(tap, seen.get(node))));
    run("prober", this::ask);
  }

  private static String mac(Namespace space) throws Exception {
    return space.run("cat", "/sys/class/net/" + Switch.LAN + "/address").strip();
  }

  private void run(String name, Runnable body) {
    threads.add(Thread.ofPlatform().name("witness: " + name).daemon().start(body));
  }

  private void listen(
      PacketSocket tap, @org.jspecify.annotations.Nullable Map<InetAddress, Spans> spans) {
    if (spans == null) {
      throw new AssertionError("a tap without a node");
    }
    while (!closed
        && tap.receive(
            (frame, at) -> {
              InetAddress claimed = frame.claimed();
              Spans of = claimed == null ? null : spans.get(claimed);
              if (of != null) {
                of.add(at);
              }
            })) {
      // The next one.
    }
  }

  private void ask() {
    long next = System.nanoTime();
    while (!closed) {
      taps.values().forEach(tap -> questions.forEach(tap::send));
      next = Math.max(next + PERIOD, System.nanoTime());
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /// {@return for how long two nodes answered for one address since `since`; summed over addresses
  /// and pairs of nodes}
  public Duration bothAnswered(Instant since) {
    long from = nanos(since);
    List<String> nodes = List.copyOf(seen.keySet());
    long sum = 0;
    for (int one = 0; one < nodes.size(); one++) {
      for (int other = one + 1; other < nodes.size(); other++) {
        for (InetAddress address : addresses) {
          sum +=
              Spans.overlap(
                  spans(nodes.get(one), address, from), spans(nodes.get(other), address, from));
        }
      }
    }
    return Duration.ofNanos(sum);
  }

  private List<Spans.Span> spans(String node, InetAddress address, long from) {
    return seen.getOrDefault(node, Map.of()).getOrDefault(address, new Spans()).since(from);
  }

  /// One node answering without a break.
  public record Reign(String node, String address, Instant from, Instant to) {
    @Override
    public String toString() {
      return "%s answered for %s from %s to %s".formatted(node, address, from, to);
    }
  }

  /// {@return who answered when, in order of time}
  public List<Reign> reigns(Instant since) {
    List<Reign> reigns = new ArrayList<>();
    seen.forEach(
        (node, of) ->
            of.forEach(
                (address, spans) ->
                    spans
                        .since(nanos(since))
                        .forEach(
                            span ->
                                reigns.add(
                                    new Reign(
                                        node,
                                        address.getHostAddress(),
                                        instant(span.from()),
                                        instant(span.to()))))));
    reigns.sort(java.util.Comparator.comparing(Reign::from));
    return reigns;
  }

  /// {@return the nodes that answered at least once since then}
  public Set<String> answering(Instant since) {
    return reigns(since).stream().map(Reign::node).collect(Collectors.toUnmodifiableSet());
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(
        thread -> {
          LockSupport.unpark(thread);
          try {
            thread.join(Duration.ofSeconds(2));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    taps.values().forEach(PacketSocket::close);
  }
}

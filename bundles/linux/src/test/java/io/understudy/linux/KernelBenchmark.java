package io.understudy.linux;

import io.understudy.api.GroupId;
import io.understudy.api.kernel.Lease.Kind;
import io.understudy.api.kernel.Lease.Span;
import io.understudy.api.kernel.Prefix;
import io.understudy.lab.Namespace;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Prints what the hot path costs, and how late a hold really ends. Run it as root.
final class KernelBenchmark {
  private static final GroupId WEB = new GroupId("web");
  private static final int ROUNDS = 20_000;

  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }

  private KernelBenchmark() {}

  public static void main(String... arguments) throws Exception {
    try (Namespace space = Namespace.create("bench")) {
      space.run("ip", "link", "add", "e0", "type", "veth", "peer", "name", "e1");
      space.run("ip", "link", "set", "e0", "up");
      space.run("ip", "link", "set", "e1", "up");
      space.call(
          () -> {
            measure();
            return null;
          });
    }
  }

  private static void measure() throws Exception {
    KernelLinks links = new KernelLinks();
    KernelLease lease = new KernelLease();
    KernelTicker ticker = new KernelTicker();
    Set<InetAddress> four = Set.of(InetAddress.ofLiteral("10.9.0.100"));
    Map<Kind, Span> spans =
        Map.of(Kind.GRANT, span(120, 100), Kind.VERDICT, span(60, 60), Kind.PAUSE, span(500, 5000));
    time("clock", ROUNDS, ticker::nanos);
    time("guard (nft twice)", 20, () -> lease.guard(WEB, Set.of("e0"), four, spans));
    time("arm", ROUNDS, lease::arm);
    time("arm + renew", ROUNDS, () -> lease.renew(lease.arm(), Kind.GRANT, WEB));
    time("holds", ROUNDS, () -> lease.holds(WEB));
    time("drop", ROUNDS, () -> lease.drop(WEB));
    Prefix address = Prefix.parse("10.9.0.100/24");
    time("add address", 300, () -> links.add("e0", address), () -> links.remove("e0", address));
    Prefix six = Prefix.parse("fd09::100/64");
    time("add IPv6 address", 300, () -> links.add("e0", six), () -> links.remove("e0", six));
    time("remove address", 300, () -> links.remove("e0", six), () -> links.add("e0", six));
    KernelConnections connections = new KernelConnections();
    time("look at connections", 300, () -> connections.established(four));
    for (int hold : new int[] {60, 100, 220}) {
      lateness(lease, four, hold);
    }
    connections.close();
    lease.close();
    links.close();
  }

  private static Span span(long ticket, long hold) {
    return new Span(Duration.ofMillis(ticket), Duration.ofMillis(hold));
  }

  /// How long after arming a hold was still seen, asking every 50 us. The moment before each
  /// question counts, so that a measuring thread that is kept waiting doesn't look like a late end.
  private static void lateness(KernelLease lease, Set<InetAddress> addresses, int hold) {
    lease.guard(WEB, Set.of("e0"), addresses, Map.of(Kind.GRANT, span(hold, hold)));
    double[] held = new double[100];
    for (int i = 0; i < held.length; i++) {
      long start = System.nanoTime();
      lease.renew(lease.arm(), Kind.GRANT, WEB);
      long last = start;
      for (long now = start; lease.holds(WEB); now = System.nanoTime()) {
        last = now;
        LockSupport.parkNanos(50_000);
      }
      held[i] = (last - start) / 1e6;
      LockSupport.parkNanos(1_000_000L * (i % 7));
    }
    Arrays.sort(held);
    System.out.printf(
        "hold of %d ms seen until: least %.2f ms, median %.2f ms, most %.2f ms%n",
        hold, held[0], held[held.length / 2], held[held.length - 1]);
  }

  private static void time(String what, int rounds, Body body) throws Exception {
    time(what, rounds, body, () -> {});
  }

  private static void time(String what, int rounds, Body body, Body undo) throws Exception {
    double[] micros = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      body.run();
      micros[i] = (System.nanoTime() - start) / 1e3;
      undo.run();
    }
    Arrays.sort(micros);
    System.out.printf(
        "%-20s median %8.2f us, 99 %% %8.2f us, most %9.2f us%n",
        what, micros[rounds / 2], micros[rounds * 99 / 100], micros[rounds - 1]);
  }
}

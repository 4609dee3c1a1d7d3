package io.understudy.engine;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import io.understudy.api.Takeover;
import io.understudy.api.kernel.Lease;
import io.understudy.api.kernel.Prefix;
import io.understudy.engine.decision.Timing;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the kernel's guard in step with the groups' addresses and the timing: guards a group when
/// its takeover appears, when the kernel's bundle is back, and when the spans change.
final class Guarding {
  private static final Logger LOG = LoggerFactory.getLogger(Guarding.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Adapters adapters;
  private final Orders orders;
  private final ConcurrentMap<GroupId, Outcome> guarded = new ConcurrentHashMap<>();
  private volatile Map<Lease.Kind, Lease.Span> spans;

  /// @param timing whose spans are in force first
  Guarding(Adapters adapters, Orders orders, Timing timing) {
    this.adapters = adapters;
    this.orders = orders;
    this.spans = spans(timing);
  }

  private static Map<Lease.Kind, Lease.Span> spans(Timing timing) {
    Map<Lease.Kind, Lease.Span> spans = new EnumMap<>(Lease.Kind.class);
    for (Lease.Kind kind : Lease.Kind.values()) {
      spans.put(kind, timing.span(kind));
    }
    return Map.copyOf(spans);
  }

  /// Changes the spans of every group.
  void change(Timing timing, Consumer<Outcome> then) {
    spans = spans(timing);
    orders.start("guarding", PATIENCE, this::all, then);
  }

  /// Guards again whatever is there, after the kernel's bundle came back.
  void again() {
    orders.start("guarding", PATIENCE, this::all, Guarding::logged);
  }

  /// A group's takeover appeared, perhaps with other addresses: nothing is claimed until they are
  /// guarded.
  void appeared(GroupId group) {
    guarded.remove(group);
    again();
  }

  private static void logged(Outcome outcome) {
    if (!(outcome instanceof Outcome.Done)) {
      LOG.warn("not guarded: {}", outcome);
    }
  }

  private synchronized Outcome all() {
    List<Outcome> bad = new ArrayList<>();
    for (Takeover takeover : adapters.takeovers().values()) {
      Outcome outcome = guard(takeover);
      guarded.put(takeover.group(), outcome);
      if (!(outcome instanceof Outcome.Done)) {
        bad.add(outcome);
      }
    }
    notifyAll();
    return bad.isEmpty() ? Outcome.DONE : bad.getFirst();
  }

  private Outcome guard(Takeover takeover) {
    Lease lease = adapters.lease().get();
    if (lease == null) {
      return new Outcome.Unknown("the kernel's lease isn't there just now");
    }
    Set<InetAddress> addresses =
        takeover.addresses().stream().map(Prefix::address).collect(Collectors.toSet());
    return lease.guard(takeover.group(), takeover.devices(), addresses, spans);
  }

  boolean guards(GroupId group) {
    return guarded.containsKey(group);
  }

  /// Waits until the group was guarded, well or not: no address appears before.
  synchronized void await(GroupId group) throws InterruptedException {
    while (!guarded.containsKey(group)) {
      wait();
    }
  }
}

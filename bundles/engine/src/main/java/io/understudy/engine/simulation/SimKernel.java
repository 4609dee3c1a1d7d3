package io.understudy.engine.simulation;

import io.understudy.api.kernel.Lease;
import io.understudy.engine.decision.Timing;

/// The kernel lease of one machine (R1), on real time: tickets and one held address. Its time-outs
/// run on a clock that may be slewed, and end up to two jiffies late.
final class SimKernel {
  private static final int RING = 1024;
  private static final long JIFFY = 4_000_000;

  private final World world;
  private final long[] stamps = new long[RING];
  private final long[] armed = new long[RING];
  private int next;
  private Timing spans;

  /// Kernel seconds per real second.
  double rate;

  /// Real time until which the address is usable.
  long heldUntil;

  SimKernel(World world, double rate, Timing spans) {
    this.world = world;
    this.rate = rate;
    this.spans = spans;
    java.util.Arrays.fill(stamps, Long.MIN_VALUE);
  }

  void guard(Timing timing) {
    spans = timing;
  }

  void forgetTickets() {
    java.util.Arrays.fill(stamps, Long.MIN_VALUE);
  }

  void armed(long stamp, long at) {
    stamps[next] = stamp;
    armed[next] = at;
    next = (next + 1) % RING;
  }

  void renew(long stamp, Lease.Kind kind) {
    Lease.Span span = spans.span(kind);
    for (int back = 1; back <= RING; back++) {
      int i = (next - back + RING) % RING;
      if (stamps[i] == stamp) {
        if (world.now <= armed[i] + real(span.ticket().toNanos())) {
          world.account();
          heldUntil = world.now + real(span.hold().toNanos());
        }
        return;
      }
    }
  }

  void drop() {
    world.account();
    heldUntil = Math.min(heldUntil, world.now);
  }

  boolean usable() {
    return heldUntil > world.now;
  }

  private long real(long span) {
    return (long) (span / rate) + (long) (world.random() * 2 * JIFFY);
  }
}

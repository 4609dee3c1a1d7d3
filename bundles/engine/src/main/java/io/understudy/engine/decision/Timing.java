package io.understudy.engine.decision;

import io.understudy.api.kernel.Lease;
import java.time.Duration;

/// All times of the protocol, derived from few settings by the arithmetic of R2, R5, R10 and R12.
///
/// @param beat between two beats
/// @param burst between two beats and pings while contact is late (R3)
/// @param lease L: what a grant gives (R2)
/// @param verdict Lv: what the devices give (R4)
/// @param pause Lm: what a long grant gives (R12)
/// @param margin what every wait adds: two jiffies of the kernel's time-outs and the scheduler (δ)
/// @param window W: how long after the last contact a standby may still claim (R10)
public record Timing(
    String profile,
    Duration beat,
    Duration burst,
    Duration lease,
    Duration verdict,
    Duration pause,
    Duration margin,
    Duration window) {
  /// By how much a kernel's time-out may be slow against the raw clock of the other node: NTP may
  /// slew by 8.3 %, crystals differ by far less (ρ).
  private static final double SLEW = 0.1;

  public static final Timing DEFAULT = of("default", 25, 10, 220, 120, 6000, 15, 60_000);
  public static final Timing FAST = of("fast", 10, 4, 88, 48, 6000, 10, 60_000);
  public static final Timing WAN = of("wan", 1000, 400, 10_000, 5000, 60_000, 500, 600_000);

  /// @throws IllegalArgumentException naming the inequality that doesn't hold, and what would
  public Timing {
    require(burst.toMillis() >= 2, "burst = %s must be at least 2 ms", burst);
    require(burst.compareTo(beat) < 0, "burst = %s must be shorter than beat = %s", burst, beat);
    require(
        lease.compareTo(beat.multipliedBy(4).plus(burst.multipliedBy(4))) >= 0,
        "lease = %s must be at least 4 beats and 4 bursts = %s, or a single lost beat ends it",
        lease,
        beat.multipliedBy(4).plus(burst.multipliedBy(4)));
    require(
        verdict.compareTo(lease) < 0,
        "verdictLease = %s must be shorter than lease = %s (R4)",
        verdict,
        lease);
    require(
        verdict.compareTo(burst.multipliedBy(10)) >= 0,
        "verdictLease = %s must be at least 10 bursts = %s, or one lost ping ends it",
        verdict,
        burst.multipliedBy(10));
    require(margin.toMillis() >= 10, "margin = %s must be at least 10 ms (2 jiffies)", margin);
    require(
        pause.compareTo(lease) >= 0,
        "pauseLease = %s must be at least lease = %s (R12)",
        pause,
        lease);
    require(
        window.compareTo(lease.multipliedBy(10)) >= 0,
        "window = %s must be at least 10 leases = %s (R10)",
        window,
        lease.multipliedBy(10));
  }

  private static Timing of(String profile, long... ms) {
    return new Timing(
        profile,
        Duration.ofMillis(ms[0]),
        Duration.ofMillis(ms[1]),
        Duration.ofMillis(ms[2]),
        Duration.ofMillis(ms[3]),
        Duration.ofMillis(ms[4]),
        Duration.ofMillis(ms[5]),
        Duration.ofMillis(ms[6]));
  }

  /// {@return what a node with this timing says of it in beats}
  public Tempo tempo() {
    return new Tempo(
        beat.toNanos(),
        burst.toNanos(),
        lease.toNanos(),
        verdict.toNanos(),
        pause.toNanos(),
        window.toNanos());
  }

  /// {@return how long a rival must be waited for that may hold a lease of `span` (R2: D, Dm)}
  long claimWait(long span) {
    return (long) (span * (1 + SLEW)) + margin.toNanos();
  }

  /// {@return how long a majority must last before a claim, when the rival's verdict leases last
  /// `span` (R5: Da)}
  long announcement(long span, long bursts) {
    return claimWait(span) + 2 * bursts;
  }

  /// {@return D by this node's own settings}
  public Duration claimWait() {
    return Duration.ofNanos(claimWait(lease.toNanos()));
  }

  /// {@return Da by this node's own settings}
  public Duration announcement() {
    return Duration.ofNanos(announcement(verdict.toNanos(), burst.toNanos()));
  }

  /// {@return when an owner without a grant begins its bursts (R3)}
  long lateOwner() {
    return beat.toNanos() * 3;
  }

  /// {@return when a standby without a beat begins its bursts (R3)}
  long lateStandby() {
    return beat.toNanos() * 2;
  }

  /// {@return R10 for the standby: W / 1.1}
  static long rightToClaim(long window) {
    return (long) (window / 1.1);
  }

  /// {@return R10 for the owner: 1.1 W}
  static long untilSole(long window) {
    return (long) (window * 1.1);
  }

  /// {@return how the kernel splits a lease between the ticket and the hold (R1). Their sum never
  /// exceeds the lease. A longer hold carries longer stalls, a longer ticket slower beats.}
  public Lease.Span span(Lease.Kind kind) {
    return switch (kind) {
      case GRANT -> split(lease.toMillis(), lease.toMillis() * 2 / 5);
      case VERDICT -> split(verdict.toMillis(), verdict.toMillis() / 2);
      case PAUSE -> split(pause.toMillis(), lease.toMillis());
    };
  }

  private static Lease.Span split(long whole, long ticket) {
    return new Lease.Span(Duration.ofMillis(ticket), Duration.ofMillis(whole - ticket));
  }

  private static void require(boolean holds, String what, Object... values) {
    if (!holds) {
      Object[] shown = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        shown[i] = values[i] instanceof Duration d ? d.toMillis() + " ms" : values[i];
      }
      throw new IllegalArgumentException("timing: " + what.formatted(shown));
    }
  }
}

package io.understudy.mirroring.owner;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Measures what a thread of passes uses of the processor, and makes it wait where that is more
/// than
/// its rule's share or than all rules' together.
final class Meter {
  /// Asking costs about a microsecond.
  private static final long OFTEN = Duration.ofMillis(1).toNanos();

  private static final long NAP = Duration.ofMillis(20).toNanos();
  private static final long LONGEST = Duration.ofMillis(500).toNanos();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Budget own = new Budget();
  private final Budget all;
  private final Pressure pressure;
  private final LongSupplier nanos;
  private final LongSupplier processor;
  private volatile long used;
  private volatile long waited;
  private long looked;
  private long last;

  /// @param share of one processor, in percent
  record Share(int own, int all, int priority) {
    /// Nobody is made to wait.
    static final Share EVERYTHING = new Share(100, 100, 1);
  }

  Meter(Budget all, Pressure pressure, LongSupplier nanos) {
    this(all, pressure, nanos, THREADS::getCurrentThreadCpuTime);
  }

  /// @param processor what the calling thread has used
  Meter(Budget all, Pressure pressure, LongSupplier nanos, LongSupplier processor) {
    this.all = all;
    this.pressure = pressure;
    this.nanos = nanos;
    this.processor = processor;
  }

  /// The calling thread is measured from now on.
  void begin() {
    last = processor.getAsLong();
    looked = nanos.getAsLong();
  }

  /// @param share asked again and again: a wait ends when it has become everything
  void breathe(Supplier<Share> share) throws InterruptedException {
    long now = nanos.getAsLong();
    if (now - looked < OFTEN) {
      return;
    }
    looked = now;
    long wait = Math.min(charge(share.get(), now), LONGEST);
    while (wait >= OFTEN && share.get() != Share.EVERYTHING) {
      long nap = Math.min(wait, NAP);
      Thread.sleep(Duration.ofNanos(nap));
      waited += nap;
      wait -= nap;
    }
  }

  /// Counts what was used since, without waiting.
  void end(Share share) {
    charge(share, nanos.getAsLong());
  }

  private long charge(Share share, long now) {
    long total = processor.getAsLong();
    long more = Math.max(0, total - last);
    last = total;
    used += more;
    double factor = pressure.factor(share.priority(), now) / 100;
    return Math.max(
        own.charge(more, share.own() * factor, now), all.charge(more, share.all() / 100.0, now));
  }

  Duration used() {
    return Duration.ofNanos(used);
  }

  /// {@return how long it was made to wait since it began, in nanoseconds}
  long waited() {
    return waited;
  }
}

package io.understudy.watchdog;

import io.understudy.api.Settings;
import io.understudy.api.kernel.Watchdogs;
import io.understudy.api.kernel.Watchdogs.Watchdog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Arms one device and feeds it, on a thread of its own. The device is armed at the first sound
/// pulse, so that an engine that never starts resets nothing.
///
/// ```
///              sound          unsound, or gone for half the time-out
///  UNARMED ----------> FED ------------------------------------------> STARVED --> reset
///     | refused         ^                                                 |
///     v                 |                    sound                        |
///  REFUSED (LOST) --> again in 5 s            +---------------------------+
/// ```
final class Feeder {
  private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// Property of this process once a device was armed in it: not to get it again is an alarm.
  private static final String ARMED = "understudy.watchdog.armed";

  enum State {
    UNARMED,
    FED,
    STARVED,
    /// It can't be opened.
    REFUSED,
    /// It can't be opened after an earlier part of this process had armed it.
    LOST,
    /// It can't be written to.
    BROKEN
  }

  /// @param left until the machine is reset, if the device isn't fed
  /// @param words what the kernel said, if anything
  record Condition(State state, Duration timeout, Duration left, String words) {}

  private final WatchdogSettings settings;
  private final Path device;
  private final Watchdogs watchdogs;
  private final Supplier<Sign> pulse;
  private final Thread thread = Thread.ofPlatform().daemon().name("watchdog").unstarted(this::run);
  private volatile State state = State.UNARMED;
  private volatile String words = "";
  private volatile @Nullable Watchdog watchdog;
  private volatile long fedAt;
  private volatile boolean stopping;
  private Trust trust = new Trust(Duration.ZERO);
  private long interval;

  /// @param pulse doesn't throw; if it blocks the device isn't fed
  Feeder(WatchdogSettings settings, Path device, Watchdogs watchdogs, Supplier<Sign> pulse) {
    this.settings = settings;
    this.device = device;
    this.watchdogs = watchdogs;
    this.pulse = pulse;
    this.interval = interval(settings.timeout()).toNanos();
  }

  /// {@return how often a device of that time-out is fed}
  static Duration interval(Duration timeout) {
    Duration fifth = timeout.dividedBy(5);
    Duration second = Duration.ofSeconds(1);
    return fifth.compareTo(second) < 0 ? fifth : second;
  }

  void start() {
    thread.start();
  }

  Condition condition() {
    Watchdog armed = watchdog;
    Duration timeout = armed == null ? settings.timeout() : armed.timeout();
    long fed = System.nanoTime() - fedAt;
    return new Condition(
        state, timeout, timeout.minusNanos(Math.min(fed, timeout.toNanos())), words);
  }

  /// Ends feeding. Disarms if that is safe, else leaves it armed.
  ///
  /// @param idle this node owns nothing
  void stop(boolean idle) throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    boolean ended = thread.join(PATIENCE);
    Watchdog armed = watchdog;
    if (armed == null) {
      return;
    }
    try {
      if (ended && (trust.take(pulse.get(), System.nanoTime()) || idle)) {
        armed.disarm();
        LOG.info("{} is disarmed", device);
      } else {
        armed.close();
        LOG.error(
            "{} stays armed: the lease logic isn't sound, so the machine will be reset within {}",
            device,
            Settings.words(armed.timeout()));
      }
    } catch (IOException failed) {
      LOG.error("{} could not be disarmed, the machine may be reset: {}", device, said(failed));
    }
  }

  private void run() {
    while (!stopping) {
      LockSupport.parkNanos(turn());
    }
  }

  /// {@return how long to wait for the next one, in nanoseconds}
  private long turn() {
    long asked = System.nanoTime();
    Sign sign = pulse.get();
    Watchdog armed = watchdog;
    if (armed == null) {
      if (sign != Sign.SOUND) {
        return interval;
      }
      armed = arm();
      if (armed == null) {
        return RETRY.toNanos();
      }
    }
    if (System.nanoTime() - asked > interval) {
      return 1; // An answer of a while ago: this thread was held up, so ask again.
    }
    if (trust.take(sign, asked)) {
      feed(armed);
    } else if (state != State.STARVED) {
      state = State.STARVED;
      LOG.error(
          "{} is fed no more, the pulse is {}: the machine will be reset within {}",
          device,
          sign,
          Settings.words(armed.timeout()));
    }
    return interval;
  }

  private @Nullable Watchdog arm() {
    try {
      Watchdog armed = watchdogs.open(device, settings.timeout());
      trust = new Trust(armed.timeout().dividedBy(2));
      interval = interval(armed.timeout()).toNanos();
      watchdog = armed;
      System.setProperty(ARMED, device.toString());
      LOG.info("{} is armed: {}", device, Settings.words(armed.timeout()));
      return armed;
    } catch (IOException refused) {
      State now = device.toString().equals(System.getProperty(ARMED)) ? State.LOST : State.REFUSED;
      words = said(refused);
      if (state != now) {
        state = now;
        LOG.warn("{} can't be armed: {}", device, words);
      }
      return null;
    }
  }

  private void feed(Watchdog armed) {
    try {
      armed.feed();
      fedAt = System.nanoTime();
      if (state != State.FED) {
        LOG.info("{} is fed{}", device, state == State.UNARMED ? "" : " again");
        state = State.FED;
      }
    } catch (IOException failed) {
      words = said(failed);
      if (state != State.BROKEN) {
        state = State.BROKEN;
        LOG.error("{} can't be fed: {}", device, words);
      }
    }
  }

  private static String said(IOException failed) {
    return failed.getMessage() == null ? failed.toString() : failed.getMessage();
  }
}

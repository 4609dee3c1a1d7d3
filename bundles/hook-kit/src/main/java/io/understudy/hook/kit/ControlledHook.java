package io.understudy.hook.kit;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.Control.Presence;
import io.understudy.hook.kit.Health.Stranger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A hook made of a [Control] and a [Health]: it runs if what was started is there and is well.
///
/// ```
///             nothing there              there, unwell           there, well
/// status      Stopped (Sick if it        Sick                    Running
///             failed by itself)
/// start       start, wait until well     wait until well         Done
///             in time -> Done    not in time -> Unknown    gone again -> Failed
///             interrupted -> what this start began is stopped again
/// stop        Done                       stop, at last by force
/// ```
///
/// Orders wait for each other, but a stop ends a start that isn't done: what an owner that has just
/// lost
/// its group waits for may never come. A status waits for nobody.
public abstract class ControlledHook implements ServiceHook, Reporting {
  private static final Logger LOG = LoggerFactory.getLogger(ControlledHook.class);
  private static final long FIRST_LOOK_MILLIS = 2;
  private static final long LAST_LOOK_MILLIS = 100;

  /// For taking back a start that was interrupted: whoever interrupts doesn't wait for long.
  private static final Duration UNDOING = Duration.ofSeconds(3);

  private final HookSettings settings;
  private final Control control;
  private final Health health;
  private final ReentrantLock order = new ReentrantLock();
  private final Cancellable startOf = new Cancellable();
  private volatile Optional<Stranger> stranger = Optional.empty();

  protected ControlledHook(HookSettings settings, Control control, Health health) {
    this.settings = settings;
    this.control = control;
    this.health = health;
  }

  @Override
  public final String name() {
    return settings.name();
  }

  @Override
  public final boolean runsOnStandby() {
    return settings.runsOnStandby();
  }

  @Override
  public final Duration patience() {
    return settings.patience();
  }

  @Override
  public final Outcome start() {
    return ordered(() -> startOf.carryOut(this::startAndAwait));
  }

  @Override
  public final Outcome stop() {
    startOf.cancel();
    return ordered(() -> control.stop(settings.patience()));
  }

  @Override
  public final Status status() {
    try {
      return switch (control.presence()) {
        case Presence.Here() -> {
          stranger = Optional.empty();
          yield health.ailment().<Status>map(Status.Sick::new).orElseGet(Status.Running::new);
        }
        case Presence.Unclear(String reason) -> new Status.Sick(reason);
        case Presence.Failed(String reason) -> {
          stranger = health.stranger();
          yield new Status.Sick(reason);
        }
        case Presence.Gone() -> {
          stranger = health.stranger();
          yield new Status.Stopped();
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Status.Sick("interrupted while asking");
    }
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(control.problems(settings));
    stranger.ifPresent(one -> problems.add(settings.alarm(one.what(), one.remedy())));
    return List.copyOf(problems);
  }

  private Outcome startAndAwait() throws InterruptedException {
    long end = System.nanoTime() + settings.patience().toNanos();
    Presence before = control.presence();
    if (before instanceof Presence.Gone || before instanceof Presence.Failed) {
      stranger = health.stranger();
      if (stranger.isPresent()) {
        return new Outcome.Failed(stranger.get().what() + "; " + stranger.get().remedy());
      }
    }
    try {
      Outcome started = control.start(settings.patience());
      return started instanceof Outcome.Done ? awaitHealth(end) : started;
    } catch (InterruptedException e) {
      if (!(before instanceof Presence.Here)) {
        takeBack();
      }
      throw e;
    }
  }

  private Outcome awaitHealth(long end) throws InterruptedException {
    long pause = FIRST_LOOK_MILLIS;
    while (true) {
      Optional<String> ailment = health.ailment();
      Presence now = control.presence();
      if (now instanceof Presence.Gone || now instanceof Presence.Failed) {
        return new Outcome.Failed(name() + " ended again; " + control.trace());
      }
      if (ailment.isEmpty() && now instanceof Presence.Here) {
        return Outcome.DONE;
      }
      if (System.nanoTime() > end) {
        String why =
            now instanceof Presence.Unclear(String reason) ? reason : ailment.orElseThrow();
        return new Outcome.Unknown("started, but %s; %s".formatted(why, control.trace()));
      }
      Thread.sleep(pause);
      pause = Math.min(pause * 2, LAST_LOOK_MILLIS);
    }
  }

  private void takeBack() {
    Duration limit = settings.patience().compareTo(UNDOING) < 0 ? settings.patience() : UNDOING;
    try {
      LOG.info("{}: its start was interrupted; stopped it: {}", name(), control.stop(limit));
    } catch (InterruptedException again) {
      LOG.warn("{}: its start was interrupted, and so was stopping it; it may be there", name());
    }
  }

  private Outcome ordered(Cancellable.Order body) {
    try {
      order.lockInterruptibly();
      try {
        return body.carryOut();
      } finally {
        order.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown(name() + ": interrupted");
    }
  }
}

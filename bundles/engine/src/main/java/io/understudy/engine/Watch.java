package io.understudy.engine;

import io.understudy.api.ServiceHook;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks one service of a group again and again, on a thread of its own, so that one that hangs
/// keeps no other from being checked.
final class Watch implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /// How a service is checked.
  ///
  /// @param interval between two checks
  /// @param limit after which a check counts as failed
  /// @param falls so many failed checks in a row are one failure
  /// @param rises so many good ones in a row, and it is well again
  record Pace(Duration interval, Duration limit, int falls, int rises) {}

  /// What the watch may ask, and tells.
  interface Duty {
    Pace pace();

    /// {@return false while the group moves, or nothing is judged for another reason}
    boolean judges();

    /// {@return whether the hook's service should run here}
    boolean expects(ServiceHook hook);

    void seen(String status);

    /// @param sick what is wrong; empty: it is well, or isn't expected to run
    void judged(String sick);

    /// It failed once.
    void failed(String reason);
  }

  private final Duty duty;
  private final Adapters adapters;
  private final String service;
  private final Question question;
  private int bad;
  private int good;
  private String sick = "";

  Watch(Adapters adapters, String service, Duty duty) {
    this.adapters = adapters;
    this.service = service;
    this.duty = duty;
    this.question = new Question(service);
  }

  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(duty.pace().interval());
        try {
          look();
        } catch (RuntimeException e) {
          LOG.warn("check of service {} failed", service, e);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    ServiceHook hook = adapters.hooks().get(service);
    if (hook == null) {
      duty.seen("no hook of this name"); // being replaced, or never there: that is no failure
      return;
    }
    ServiceHook.Status status = question.ask(hook, duty.pace().limit());
    duty.seen(words(status));
    judge(hook, status);
  }

  private void judge(ServiceHook hook, ServiceHook.Status status) {
    Pace pace = duty.pace();
    if (!duty.judges()) {
      bad = 0;
      good = 0;
      return;
    }
    if (!duty.expects(hook)) {
      bad = 0;
      good = 0;
      sick = "";
    } else if (status instanceof ServiceHook.Status.Running) {
      bad = 0;
      good = Math.min(good + 1, pace.rises());
      sick = good >= pace.rises() ? "" : sick;
    } else {
      good = 0;
      if (++bad >= pace.falls()) {
        bad = 0;
        sick = words(status);
        duty.failed(sick);
      }
    }
    duty.judged(sick);
  }

  private static String words(ServiceHook.Status status) {
    return switch (status) {
      case ServiceHook.Status.Running running -> "running";
      case ServiceHook.Status.Stopped stopped -> "stopped";
      case ServiceHook.Status.Sick(String reason) -> "sick: " + reason;
    };
  }
}

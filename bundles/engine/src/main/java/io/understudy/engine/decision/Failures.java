package io.understudy.engine.decision;

import io.understudy.api.Outcome;
import io.understudy.api.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Services that fail (R15). Each failure has its service started again in place. Too many of them
/// within a window, or a start that fails, and the group counts as failed on this node: it is
/// handed over, and does not come back by itself until that is forgotten. Failed on both nodes, its
/// services are stopped. Where nobody else can take it they are tried again, less and less often.
final class Failures {
  private static final long AGAIN = Duration.ofSeconds(5).toNanos();
  private static final int MOST_DOUBLINGS = 6;
  private static final int MOST = 100;

  /// @param at raw clock
  record Failure(String service, long at) {}

  private Failures() {}

  /// A group that is configured no more, and still owned, keeps the usual limits.
  static Policy.Failing failing(Turn turn, Ownership own) {
    Policy.GroupPolicy policy = turn.policy.groups().get(own.group);
    return policy == null ? Policy.Failing.DEFAULT : policy.failing();
  }

  /// The checks found a service that should run here and doesn't, often enough to believe it.
  static void found(Turn turn, Event.ServiceFailed found) {
    Ownership own = turn.state.groups.get(found.group());
    if (own != null && judged(turn, own)) {
      count(turn, own, found.service(), found.reason());
    }
  }

  /// What is on the move, or is being started, isn't judged.
  private static boolean judged(Turn turn, Ownership own) {
    return !turn.maintenance()
        && own.restart == 0
        && own.stop == 0
        && (own.standby() || own.owner() && own.handing == null && own.started);
  }

  private static void count(Turn turn, Ownership own, String service, String reason) {
    if (own.retry) {
      own.failures = own.failures.subList(0, own.failures.size() - 1); // the same one, still
    }
    add(turn, own, service);
    Policy.Failing limits = failing(turn, own);
    int failures = own.failures.size();
    if (!own.failed.isEmpty()) {
      own.retry = true;
    } else if (failures < limits.threshold()) {
      String which = "failure %d of %d".formatted(failures, limits.threshold());
      turn.note("service-failed", own, "service %s: %s; %s".formatted(service, reason, which));
      restart(turn, own);
    } else {
      fail(
          turn,
          own,
          "its services failed %d times within %s, the last time: service %s: %s"
              .formatted(failures, Settings.words(limits.window()), service, reason));
    }
  }

  private static void add(Turn turn, Ownership own, String service) {
    long from = turn.now - failing(turn, own).window().toNanos();
    List<Failure> all = new ArrayList<>(own.failures);
    if (own.failed.isEmpty()) {
      all.removeIf(failure -> failure.at() < from);
    }
    all.add(new Failure(service, turn.now));
    own.failures = List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
    remember(turn, own);
  }

  /// From now on the other node is the better one.
  private static void fail(Turn turn, Ownership own, String why) {
    own.failed = why;
    own.retry = true;
    own.retryAt = turn.now + AGAIN;
    turn.speak = true;
    turn.note("failed", own, why);
    remember(turn, own);
  }

  private static void restart(Turn turn, Ownership own) {
    own.restart = turn.op();
    own.retry = false;
    own.restarting = own.failures.getLast().service();
    turn.act(new Action.RestartService(own.group, own.restarting, own.owner(), own.restart));
  }

  static void restarted(Turn turn, Ownership own, String service, Outcome outcome) {
    own.restart = 0;
    if (outcome instanceof Outcome.Done) {
      turn.note("restarted", own, "service %s runs again".formatted(service));
    } else if (!turn.maintenance()) {
      count(turn, own, service, "it did not start again: " + Services.reason(outcome));
    }
  }

  /// A start that fails isn't tried a second time before the other node has tried.
  static void startFailed(Turn turn, Ownership own, String service, String why) {
    boolean first = own.failed.isEmpty();
    add(turn, own, service);
    own.startAgainAt = turn.now + (AGAIN << Math.min(own.retries++, MOST_DOUBLINGS));
    if (first) {
      fail(turn, own, why);
    }
    own.retry = false; // the whole group is started again
  }

  /// The group isn't owned any more; that it failed here is remembered.
  static void left(Ownership own) {
    own.ended = false;
    own.retry = false;
    own.startAgainAt = Times.NEVER;
  }

  static void settle(Turn turn, Ownership own) {
    forget(turn, own);
    if (own.failed.isEmpty() || own.ended || turn.maintenance() || own.handing != null) {
      return;
    }
    if (own.owner() && everywhere(turn, own)) {
      end(turn, own);
    } else if (own.retry && judged(turn, own)) {
      if (turn.now < own.retryAt) {
        turn.wake(own.retryAt);
      } else {
        own.retryAt = turn.now + (AGAIN << Math.min(++own.retries, MOST_DOUBLINGS));
        restart(turn, own);
      }
    }
  }

  /// {@return whether the group failed on the other node too}
  private static boolean everywhere(Turn turn, Ownership own) {
    Beat.Section peer = turn.state.peer.section(own.group);
    return turn.contact() && peer != null && peer.failed();
  }

  private static void end(Turn turn, Ownership own) {
    own.ended = true;
    turn.note("ended", own, "it failed on both nodes; its services are stopped");
    Services.stop(turn, own);
  }

  private static void forget(Turn turn, Ownership own) {
    Duration timeout = failing(turn, own).timeout();
    if (own.failed.isEmpty() || timeout.isZero()) {
      return;
    }
    long until = own.failures.getLast().at() + timeout.toNanos();
    if (turn.now >= until) {
      pardon(turn, own, "no failure for " + Settings.words(timeout));
    } else {
      turn.wake(until);
    }
  }

  /// Whatever failed here is forgotten, and what was stopped for it starts again.
  static void pardon(Turn turn, Ownership own, String why) {
    if (own.failures.isEmpty()) {
      return;
    }
    boolean failed = !own.failed.isEmpty();
    clear(turn, own);
    if (failed) {
      turn.speak = true;
      turn.note("pardoned", own, "that its services failed here is forgotten: " + why);
    }
  }

  static void clear(Turn turn, Ownership own) {
    boolean any = !own.failures.isEmpty();
    own.failures = List.of();
    own.failed = "";
    own.retry = false;
    own.retries = 0;
    own.retryAt = Times.NEVER;
    own.startAgainAt = Times.NEVER;
    own.ended = false;
    if (any) {
      remember(turn, own);
    }
  }

  /// Failures outlive the engine, in the same boot: its restart for an upgrade mends no service.
  private static void remember(Turn turn, Ownership own) {
    State state = turn.state;
    List<Durable.Failure> failures =
        own.failures.stream()
            .map(failure -> new Durable.Failure(failure.service(), failure.at() + state.ahead))
            .toList();
    state.disk.wishFailures(
        own.group,
        failures.isEmpty()
            ? Durable.Failures.NONE
            : new Durable.Failures(state.bootId, own.failed, failures));
  }

  /// What an earlier life of this boot remembered.
  static void adopt(State state, Ownership own, long now) {
    Durable.Failures record = state.disk.failures(own.group);
    if (record.bootId().equals(state.bootId) && !record.all().isEmpty()) {
      own.failures =
          record.all().stream()
              .map(one -> new Failure(one.service(), Math.min(one.at() - state.ahead, now)))
              .toList();
      own.failed = record.failed();
      own.retryAt = now + AGAIN;
    }
  }
}

package io.understudy.fencing.agent;

import io.understudy.api.Outcome;
import io.understudy.fencing.agent.AgentTalk.Reply;
import java.time.Duration;

/// One attempt: what an agent's answers are worth.
///
/// ```
/// off:     exit 0 -> status: off -> Done      on, after 2 s too -> Failed      else -> Unknown
///          exit 1 -> status: off -> Done      on -> Failed                     else -> Unknown
/// reboot:  exit 0 -> status: on or off -> Done                                 else -> Unknown
///          exit 1 -> Unknown
/// hangs -> Unknown           not started, no password -> Failed
/// ```
///
/// An exit code of 1 may also mean that the agent couldn't see whether it worked.
final class PowerCut {
  /// Some devices answer before they act.
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final String LOOK = "; look at the device and at `parameters`";

  private enum Power {
    ON,
    OFF,
    UNCLEAR
  }

  private record Status(Power power, String words) {}

  private final AgentTalk agent;
  private final boolean verify;
  private final long end;

  PowerCut(AgentTalk agent, boolean verify, Duration limit) {
    this.agent = agent;
    this.verify = verify;
    this.end = System.nanoTime() + limit.toNanos();
  }

  Outcome off() throws InterruptedException {
    return switch (agent.ask("off", left())) {
      case Reply.Hung(String reason) -> new Outcome.Unknown(reason);
      case Reply.Unasked(String reason) -> new Outcome.Failed(reason);
      case Reply.Ended ended when !verify ->
          ended.fine() ? Outcome.DONE : new Outcome.Unknown(failed("off", ended) + LOOK);
      case Reply.Ended ended -> ended.fine() ? confirmed() : refuted(ended);
    };
  }

  Outcome reboot() throws InterruptedException {
    return switch (agent.ask("reboot", left())) {
      case Reply.Hung(String reason) -> new Outcome.Unknown(reason);
      case Reply.Unasked(String reason) -> new Outcome.Failed(reason);
      case Reply.Ended ended when !ended.fine() ->
          new Outcome.Unknown(failed("reboot", ended) + LOOK);
      case Reply.Ended _ -> {
        Status status = await(Power.ON);
        // Off is no less than what was asked for: the victim is silent.
        yield status.power == Power.UNCLEAR
            ? new Outcome.Unknown(
                "%s says rebooted, but its status can't be had: %s"
                    .formatted(agent.agent(), status.words))
            : Outcome.DONE;
      }
    };
  }

  /// Whether the device answers, and knows the victim's outlet where that will be asked.
  Outcome test() throws InterruptedException {
    return switch (agent.ask("monitor", left())) {
      case Reply.Hung(String reason) -> new Outcome.Unknown(reason);
      case Reply.Unasked(String reason) -> new Outcome.Failed(reason);
      // 2: its only outlet is off
      case Reply.Ended ended when (ended.fine() || ended.exit() == 2) && !verify -> Outcome.DONE;
      case Reply.Ended ended -> {
        Status status = status();
        yield status.power == Power.UNCLEAR
            ? new Outcome.Failed(
                "%s: monitor: %s; status: %s%s".formatted(agent.agent(), ended, status.words, LOOK))
            : Outcome.DONE;
      }
    };
  }

  private Outcome confirmed() throws InterruptedException {
    Status status = await(Power.OFF);
    return switch (status.power) {
      case OFF -> Outcome.DONE;
      case ON ->
          new Outcome.Failed(
              "%s says off but its status is on: is it the right outlet?%s"
                  .formatted(agent.agent(), LOOK));
      case UNCLEAR ->
          new Outcome.Unknown(
              "%s says off, but its status can't be had: %s; `verify = off` does without"
                  .formatted(agent.agent(), status.words));
    };
  }

  private Outcome refuted(Reply.Ended ended) throws InterruptedException {
    Status status = status();
    return switch (status.power) {
      case OFF -> Outcome.DONE;
      case ON -> new Outcome.Failed(failed("off", ended) + "; its status is on" + LOOK);
      case UNCLEAR ->
          new Outcome.Unknown(failed("off", ended) + "; and its status can't be had" + LOOK);
    };
  }

  private String failed(String action, Reply.Ended ended) {
    return "%s: %s failed, %s".formatted(agent.agent(), action, ended);
  }

  /// {@return the last status, of that power if it comes to that in time}
  private Status await(Power wanted) throws InterruptedException {
    long settled = Math.min(end, System.nanoTime() + SETTLE.toNanos());
    while (true) {
      Status status = status();
      if (status.power == wanted || System.nanoTime() + PAUSE.toNanos() > settled) {
        return status;
      }
      Thread.sleep(PAUSE);
    }
  }

  private Status status() throws InterruptedException {
    return switch (agent.ask("status", left())) {
      case Reply.Ended ended when ended.exit() == 0 -> new Status(Power.ON, "on");
      case Reply.Ended ended when ended.exit() == 2 -> new Status(Power.OFF, "off");
      case Reply.Ended ended -> new Status(Power.UNCLEAR, ended.toString());
      case Reply.Hung(String reason) -> new Status(Power.UNCLEAR, reason);
      case Reply.Unasked(String reason) -> new Status(Power.UNCLEAR, reason);
    };
  }

  private Duration left() {
    return Duration.ofNanos(end - System.nanoTime());
  }
}

package io.understudy.hook.ocf;

import io.understudy.api.Outcome;
import io.understudy.hook.kit.Control;
import io.understudy.hook.ocf.AgentCalls.Reply;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A service by a resource agent. What its `monitor` says is what counts.
///
/// ```
/// monitor   0 runs    8 runs, promoted    7 doesn't run    5 can't run here    else: sick
/// start     validate-all, start, promote (role = promoted), monitor
/// stop      demote (if promoted), stop, monitor
/// ```
final class OcfControl implements Control {
  private static final Logger LOG = LoggerFactory.getLogger(OcfControl.class);

  private final OcfHookSettings settings;
  private final AgentCalls agent;
  private final BooleanSupplier validates;
  private final String name;

  /// Whether it should run, as far as this object knows; else monitor is a probe.
  private volatile boolean expected;

  /// A start was begun and not seen to succeed: something may be left although monitor says no.
  private volatile boolean halfStarted;

  /// @param validates whether the agent has `validate-all`
  OcfControl(OcfHookSettings settings, AgentCalls agent, BooleanSupplier validates) {
    this.settings = settings;
    this.agent = agent;
    this.validates = validates;
    this.name = settings.common().name();
  }

  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Reply now = agent.monitor(true, settings.timeout());
    if (now instanceof Reply.Told(Code code, String _) && wanted(code)) {
      expected = true;
      return Outcome.DONE;
    }
    if (validates.getAsBoolean()
        && agent.act("validate-all", left(end)) instanceof Reply.Told(Code code, String words)
        && code != Code.SUCCESS
        && code != Code.UNIMPLEMENTED) {
      return new Outcome.Failed(words);
    }
    halfStarted = true;
    boolean runs = now instanceof Reply.Told(Code code, String _) && code.runs();
    Outcome outcome = runs ? Outcome.DONE : carryOut("start", end);
    if (outcome instanceof Outcome.Done && settings.promoted()) {
      outcome = carryOut("promote", end);
    }
    if (!(outcome instanceof Outcome.Done)) {
      return outcome;
    }
    Reply then = agent.monitor(false, settings.timeout());
    if (then instanceof Reply.Told(Code code, String _) && wanted(code)) {
      expected = true;
      halfStarted = false;
      LOG.info("{}: started{}", name, settings.promoted() ? " and promoted" : "");
      return Outcome.DONE;
    }
    return new Outcome.Unknown("the agent says that it started it, but " + then + "; " + trace());
  }

  private Outcome carryOut(String action, long end) throws InterruptedException {
    return switch (agent.act(action, left(end))) {
      case Reply.Told(Code code, String _) when code == Code.SUCCESS -> Outcome.DONE;
      case Reply.Told(Code code, String words) -> new Outcome.Failed(words + "; " + trace());
      case Reply.Hung(String words) -> new Outcome.Unknown(words + "; " + trace());
      case Reply.Unasked(String words) -> new Outcome.Failed(words);
    };
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    // Most of the time is for the stop, however slow its monitor is.
    Reply now = agent.monitor(true, least(settings.timeout(), patience.dividedBy(4)));
    boolean foreign = !expected && !halfStarted;
    expected = false;
    if (!halfStarted && gone(now, foreign)) {
      return Outcome.DONE;
    }
    if (settings.promoted() || now instanceof Reply.Told(Code code, String _) && code.promoted()) {
      Reply demoted = agent.act("demote", left(end).dividedBy(2));
      LOG.info("{}: {}", name, demoted);
    }
    Reply stopped = agent.act("stop", left(end));
    Reply then =
        stopped instanceof Reply.Told(Code code, String _) && code == Code.SUCCESS
            ? agent.monitor(true, settings.timeout())
            : stopped;
    if (gone(then, foreign)) {
      halfStarted = false;
      LOG.info("{}: stopped", name);
      return Outcome.DONE;
    }
    return new Outcome.Unknown("it may still run; " + then + "; " + trace());
  }

  @Override
  public Presence presence() throws InterruptedException {
    return switch (agent.monitor(!expected, settings.timeout())) {
      case Reply.Told(Code code, String _) when wanted(code) -> {
        expected = true;
        yield new Presence.Here();
      }
      case Reply.Told(Code code, String _) when code == Code.NOT_RUNNING -> {
        expected = false;
        yield new Presence.Gone();
      }
      case Reply.Told(Code code, String _) when code.runs() ->
          new Presence.Unclear("it runs and isn't promoted");
      case Reply.Told(Code _, String words) -> new Presence.Unclear(words);
      case Reply.Hung(String words) -> new Presence.Unclear(words);
      case Reply.Unasked(String words) -> new Presence.Unclear(words);
    };
  }

  @Override
  public String trace() {
    return "see " + agent.log();
  }

  private boolean wanted(Code code) {
    return settings.promoted() ? code.promoted() : code.runs();
  }

  /// @param foreign whether nothing is known of it: then what isn't installed can't be running; of
  ///     what was seen here, one of the agent's tools may be missing since
  private static boolean gone(Reply reply, boolean foreign) {
    return reply instanceof Reply.Told(Code code, String _)
        && (code == Code.NOT_RUNNING || foreign && code == Code.INSTALLED);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}

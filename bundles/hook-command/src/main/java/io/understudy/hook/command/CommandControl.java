package io.understudy.hook.command;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import io.understudy.api.Settings;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.Call.Answer;
import io.understudy.hook.kit.Control;
import io.understudy.hook.kit.HookSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A service by commands. What `status` says is what counts: a start that ends well has its
/// patience until the status says running, and so has a stop.
final class CommandControl implements Control {
  private static final Logger LOG = LoggerFactory.getLogger(CommandControl.class);
  private static final long FIRST_LOOK_MILLIS = 10;
  private static final long LAST_LOOK_MILLIS = 500;

  private final CommandHookSettings settings;
  private final String name;
  private final Path log;

  /// A start was begun and not seen to succeed: something may be left although the status says no.
  private volatile boolean halfStarted;

  /// @param home the node's home directory
  CommandControl(CommandHookSettings settings, Path home) {
    this.settings = settings;
    this.name = settings.common().name();
    this.log = home.resolve("log/" + name + ".log");
  }

  @Override
  public Outcome start(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    if (presence() instanceof Presence.Here) {
      return Outcome.DONE;
    }
    halfStarted = true;
    return switch (order(settings.start(), left(end))) {
      case Answer.Ended(int exit, String _) when exit == 0 -> {
        if (await(Presence.Gone.class, false, end)) {
          halfStarted = false;
          LOG.info("{}: started", name);
          yield Outcome.DONE;
        }
        yield new Outcome.Failed(
            "start ended well, but for %s status has said that it doesn't run; %s"
                .formatted(Settings.words(patience), trace()));
      }
      case Answer.Ended ended -> new Outcome.Failed("start: " + ended + "; " + trace());
      case Answer.Killed(String reason) -> new Outcome.Unknown("start: " + reason);
      case Answer.Unstartable(String reason) ->
          new Outcome.Failed("start: " + reason + "; correct `start`");
    };
  }

  @Override
  public Outcome stop(Duration patience) throws InterruptedException {
    if (!halfStarted && presence() instanceof Presence.Gone) {
      return Outcome.DONE;
    }
    long began = System.nanoTime();
    long end = began + patience.toNanos();
    long orderly = settings.kill().isPresent() ? began + patience.toNanos() * 4 / 5 : end;
    Answer answer = order(settings.stop(), left(orderly));
    boolean well = answer instanceof Answer.Ended(int exit, String _) && exit == 0;
    // One that says that it failed isn't waited for.
    boolean gone = await(Presence.Gone.class, true, well ? orderly : System.nanoTime());
    if (!gone && settings.kill().isPresent()) {
      LOG.warn("{}: stop: {}; killing it", name, answer);
      answer = order(settings.kill().get(), left(end));
      gone = await(Presence.Gone.class, true, end);
    }
    if (!gone) {
      return new Outcome.Unknown(
          "status doesn't say that it is stopped; the last command: %s; %s"
              .formatted(answer, trace()));
    }
    halfStarted = false;
    LOG.info("{}: stopped", name);
    return Outcome.DONE;
  }

  @Override
  public Presence presence() throws InterruptedException {
    return switch (call(settings.status()).run(settings.timeout())) {
      case Answer.Ended(int exit, String _) when settings.running().contains(exit) ->
          new Presence.Here();
      case Answer.Ended(int exit, String _) when settings.stopped().contains(exit) ->
          new Presence.Gone();
      case Answer.Ended ended -> new Presence.Unclear("status: " + ended);
      case Answer.Killed(String reason) -> new Presence.Unclear("status: " + reason);
      case Answer.Unstartable(String reason) -> new Presence.Unclear("status: " + reason);
    };
  }

  /// Known on the standby too, before it has to start.
  @Override
  public List<Problem> problems(HookSettings common) {
    return Stream.of(settings.start(), settings.stop(), settings.status())
        .flatMap(words -> Call.of(words).obstacle().stream())
        .distinct()
        .map(what -> common.warning(what, "install it, or correct start, stop and status"))
        .toList();
  }

  @Override
  public String trace() {
    return "see " + log;
  }

  /// {@return whether the presence is of that type, or isn't, before the end; looks at least once}
  private boolean await(Class<? extends Presence> type, boolean wanted, long end)
      throws InterruptedException {
    long pause = FIRST_LOOK_MILLIS;
    while (type.isInstance(presence()) != wanted) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(pause);
      pause = Math.min(pause * 2, LAST_LOOK_MILLIS);
    }
    return true;
  }

  private Answer order(List<String> words, Duration limit) throws InterruptedException {
    return call(words).into(log).run(limit);
  }

  private Call call(List<String> words) {
    return Call.of(words).in(settings.directory());
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }
}

package io.understudy.hook.kit;

import io.understudy.api.Problem;
import io.understudy.api.kernel.Background;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Whether a server would take its configuration, found out ahead of time: on the standby too, and
/// while the server runs with an older one. Tests now and then, on a thread of its own.
public final class ConfigTest {
  /// A server that has no test of its own.
  public static final ConfigTest NONE = new ConfigTest("", Optional::empty, Duration.ZERO);

  private static final long NEVER = Long.MIN_VALUE;

  /// One test, which has a deadline of its own.
  @FunctionalInterface
  public interface Test {
    /// {@return what is wrong; empty if nothing}
    Optional<String> run() throws InterruptedException;
  }

  private final String subject;
  private final Test test;
  private final Duration every;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicLong last = new AtomicLong(NEVER);
  private volatile Optional<String> broken = Optional.empty();

  /// @param subject the service's name
  /// @param every from the end of one test to the next; zero: none but those that are asked for
  public ConfigTest(String subject, Test test, Duration every) {
    this.subject = subject;
    this.test = test;
    this.every = every;
  }

  /// {@return a test that is a command, and passed if that ends with 0 within the limit}
  public static Test by(Call call, Duration limit) {
    return () ->
        switch (call.run(limit)) {
          case Call.Answer.Ended ended when ended.exit() == 0 -> Optional.empty();
          case Call.Answer.Ended ended ->
              Optional.of(call.words().getFirst() + " ended with " + ended);
          case Call.Answer.Killed(String reason) -> Optional.of(reason);
          case Call.Answer.Unstartable(String reason) -> Optional.of(reason);
        };
  }

  /// Begins a test if it is time, and waits for nothing.
  public void look() {
    long before = last.get();
    boolean due = before == NEVER || System.nanoTime() - before > every.toNanos();
    if (!every.isZero() && due && busy.compareAndSet(false, true)) {
      Background.thread("test of " + subject).start(this::inBackground);
    }
  }

  private void inBackground() {
    try {
      now();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      busy.set(false);
    }
  }

  /// {@return what is wrong just now; empty if nothing}
  public Optional<String> now() throws InterruptedException {
    Optional<String> found = test.run();
    broken = found;
    last.set(System.nanoTime());
    return found;
  }

  /// {@return what was wrong when it was last tested}
  public Optional<String> broken() {
    return broken;
  }

  /// {@return what an administrator should know}
  List<Problem> problems(HookSettings settings) {
    return broken.stream()
        .map(
            why ->
                settings.warning(
                    "its configuration is broken on this node: " + why,
                    "mend it; what runs goes on, but it would not start here"))
        .toList();
  }
}

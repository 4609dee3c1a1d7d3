package io.understudy.engine;

import io.understudy.api.Outcome;
import io.understudy.api.Settings;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/// Carries orders out on virtual threads, each with a deadline. What isn't done by then is
/// interrupted and reported as unknown, never as done.
final class Orders implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("order-", 0).factory());

  /// @param work what to do; may throw
  /// @param failed makes the outcome of work that threw, or (unknown) didn't end in time
  /// @param then hears the outcome, on a thread of its own, exactly once
  <T> void start(
      String what,
      Duration deadline,
      Callable<T> work,
      Function<Outcome, T> failed,
      Consumer<T> then) {
    try {
      Future<T> running = threads.submit(work);
      threads.submit(() -> then.accept(await(what, deadline, running, failed)));
    } catch (RejectedExecutionException ended) {
      then.accept(failed.apply(new Outcome.Failed(what + ": the engine ends")));
    }
  }

  /// The same for work whose value is an [Outcome].
  void start(String what, Duration deadline, Callable<Outcome> work, Consumer<Outcome> then) {
    start(what, deadline, work, outcome -> outcome, then);
  }

  private static <T> T await(
      String what, Duration deadline, Future<T> running, Function<Outcome, T> failed) {
    try {
      return running.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      running.cancel(true);
      return failed.apply(
          new Outcome.Unknown(what + " did not end within " + Settings.words(deadline)));
    } catch (ExecutionException thrown) {
      return failed.apply(
          thrown.getCause() instanceof InterruptedException
              ? new Outcome.Unknown(what + " was interrupted")
              : new Outcome.Failed(what + ": " + thrown.getCause()));
    } catch (InterruptedException closing) {
      running.cancel(true);
      return failed.apply(new Outcome.Unknown(what + " was interrupted"));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

package io.understudy.engine;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.Settings;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Calls hooks, each on a virtual thread of its own and for no longer than it may take. A hook has
/// one order at a time: one that doesn't even heed its interruption is waited for by the next.
final class Calls {
  private static final Duration ABSENT = Duration.ofSeconds(10);

  /// A hook ends by itself at its patience; this is for its return.
  private static final Duration GRACE = Duration.ofSeconds(1);

  interface Order {
    Outcome give(ServiceHook hook) throws InterruptedException;
  }

  private final Adapters adapters;
  private final Map<ServiceHook, Semaphore> busy = Collections.synchronizedMap(new WeakHashMap<>());

  Calls(Adapters adapters) {
    this.adapters = adapters;
  }

  /// {@return the longest that an order to the service may take, as far as is known now}
  Duration limit(String name) {
    ServiceHook hook = adapters.hooks().get(name);
    return hook == null ? ABSENT : limit(hook).multipliedBy(2);
  }

  private static Duration limit(ServiceHook hook) {
    return hook.patience().plus(GRACE);
  }

  /// Waits for the hook if its bundle is being replaced, and for its turn.
  Outcome give(String name, Order order) throws InterruptedException {
    Optional<ServiceHook> found = adapters.awaitHook(name, ABSENT);
    if (found.isEmpty()) {
      return new Outcome.Unknown(
          "there is no hook of this name; give one, or take the name out of `services`");
    }
    ServiceHook hook = found.get();
    Duration limit = limit(hook);
    Semaphore turn = busy.computeIfAbsent(hook, first -> new Semaphore(1));
    if (!turn.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      return new Outcome.Unknown("the order before this one still hangs");
    }
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name("service " + name)
            .start(
                () -> {
                  try {
                    answer.complete(order.give(hook));
                  } catch (Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  } finally {
                    turn.release();
                  }
                });
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      thread.interrupt();
      return new Outcome.Unknown("it did not end within " + Settings.words(limit));
    } catch (ExecutionException thrown) {
      return new Outcome.Failed(String.valueOf(thrown.getCause()));
    } catch (InterruptedException ended) {
      thread.interrupt();
      throw ended;
    }
  }
}

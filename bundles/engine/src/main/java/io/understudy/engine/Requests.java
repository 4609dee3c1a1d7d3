package io.understudy.engine;

import io.understudy.api.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Orders of an administrator that wait for the core's answer.
final class Requests {
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, CompletableFuture<Outcome>> open = new ConcurrentHashMap<>();

  /// Makes a request and waits for its answer.
  ///
  /// @param ask posts the command with the request's number
  /// @return [Outcome.Unknown] if there is no answer in time
  Outcome ask(LongConsumer ask, Duration patience) {
    long number = next.incrementAndGet();
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    open.put(number, answer);
    try {
      ask.accept(number);
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return new Outcome.Unknown(
          "no answer within %d s; see the events for what came of it"
              .formatted(patience.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Unknown("interrupted");
    } finally {
      open.remove(number);
    }
  }

  void answer(long number, Outcome outcome) {
    CompletableFuture<Outcome> answer = open.get(number);
    if (answer != null) {
      answer.complete(outcome);
    }
  }
}

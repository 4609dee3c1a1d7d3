package io.understudy.engine;

import io.understudy.api.ServiceHook;
import io.understudy.api.Settings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks a hook how its service is, on a thread of its own. While one question hangs the same hook
/// isn't asked another one: however long it hangs, it holds one thread.
final class Question {
  private record Open(ServiceHook hook, CompletableFuture<ServiceHook.Status> answer) {}

  private final String service;
  private @Nullable Open open;

  Question(String service) {
    this.service = service;
  }

  /// {@return what the hook says; that the service is sick if it doesn't say anything in time}
  ServiceHook.Status ask(ServiceHook hook, Duration limit) throws InterruptedException {
    Open hanging = open;
    if (hanging != null && hanging.hook() == hook && !hanging.answer().isDone()) {
      return new ServiceHook.Status.Sick("its check still doesn't answer");
    }
    CompletableFuture<ServiceHook.Status> answer = new CompletableFuture<>();
    open = new Open(hook, answer);
    Thread thread =
        Thread.ofVirtual()
            .name("check of " + service)
            .start(
                () -> {
                  try {
                    answer.complete(hook.status());
                  } catch (Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }
                });
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      thread.interrupt();
      return new ServiceHook.Status.Sick(
          "its check doesn't answer within " + Settings.words(limit));
    } catch (ExecutionException thrown) {
      return new ServiceHook.Status.Sick("its check fails: " + thrown.getCause());
    } catch (InterruptedException ended) {
      thread.interrupt();
      throw ended;
    }
  }
}

package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  /// Heeds no interruption.
  private final class Deaf implements ServiceHook {
    @Override
    public String name() {
      return "deaf";
    }

    @Override
    public boolean runsOnStandby() {
      return false;
    }

    @Override
    public Duration patience() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Outcome start() {
      return Outcome.DONE;
    }

    @Override
    public Outcome stop() {
      return Outcome.DONE;
    }

    @Override
    public Status status() {
      asked.incrementAndGet();
      while (end.getCount() > 0) {
        try {
          end.await();
        } catch (InterruptedException ignored) {
          // that is what it does
        }
      }
      return new Status.Running();
    }
  }

  @Test
  void aHookThatHangsIsAskedOnceUntilItAnswers() throws Exception {
    Question question = new Question("deaf");
    ServiceHook hook = new Deaf();
    for (int i = 0; i < 5; i++) {
      assertInstanceOf(ServiceHook.Status.Sick.class, question.ask(hook, Duration.ofMillis(1)));
    }
    Awaitility.await().until(() -> asked.get() == 1);
    end.countDown();
    Awaitility.await()
        .until(
            () -> question.ask(hook, Duration.ofSeconds(20)) instanceof ServiceHook.Status.Running);
    assertEquals(2, asked.get());
  }

  @Test
  void aHookThatTookItsPlaceIsAsked() throws Exception {
    Question question = new Question("deaf");
    question.ask(new Deaf(), Duration.ofMillis(1));
    Awaitility.await().until(() -> asked.get() == 1);
    question.ask(new Deaf(), Duration.ofMillis(1));
    Awaitility.await().until(() -> asked.get() == 2);
    end.countDown();
  }
}

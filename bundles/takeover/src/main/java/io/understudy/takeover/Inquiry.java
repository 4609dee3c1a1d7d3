package io.understudy.takeover;

import io.understudy.api.Takeover.Answer;
import io.understudy.api.kernel.KernelException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Asks the LAN who has the addresses, once; and again after 4, 12, 28 … ms, because frames get
/// lost.
final class Inquiry {
  private static final long FIRST_GAP_NANOS = 4_000_000;

  private final BlockingQueue<Sighting> answers = new ArrayBlockingQueue<>(1);

  void heard(Sighting sighting) {
    answers.offer(sighting);
  }

  Answer ask(Ear ear, List<ByteBuffer> questions, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    long gap = FIRST_GAP_NANOS;
    try {
      while (true) {
        for (ByteBuffer question : questions) {
          ear.send(question);
        }
        long left = end - System.nanoTime();
        Sighting answer = answers.poll(Math.min(gap, left), TimeUnit.NANOSECONDS);
        if (answer != null) {
          return new Answer.Somebody(answer.address(), answer.mac());
        }
        if (left <= gap) {
          return new Answer.Silent();
        }
        gap *= 2;
      }
    } catch (KernelException e) {
      return new Answer.Unknown("can't ask the LAN: " + e.getMessage());
    }
  }
}

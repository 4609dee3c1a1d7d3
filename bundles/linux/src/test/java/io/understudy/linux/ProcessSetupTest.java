package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Problem;
import io.understudy.api.Pulse;
import io.understudy.api.kernel.Background;
import io.understudy.lab.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ProcessSetupTest {
  @Test
  void memoryIsLockedUnlessItIsTurnedOff() throws Exception {
    Assumptions.assumeTrue(Namespace.available(), "needs root to lock memory");
    ProcessSetup setup = new ProcessSetup(Map.of());
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> locked() > 0);
    assertFalse(setup.problems().stream().anyMatch(p -> p.what().contains("memory")));

    ProcessSetup off = new ProcessSetup(Map.of("lock.memory", "off"));

    assertEquals(0, locked());
    assertTrue(
        off.problems().stream()
            .anyMatch(
                p -> p.severity() == Problem.Severity.NOTE && p.what().contains("lock.memory")));
  }

  private static long locked() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmLck:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  @Test
  void aPriorityHasItsWords() {
    assertFalse(new Scheduling(0, 0, 0).raised());
    assertTrue(new Scheduling(0, 0, -15).raised());
    assertTrue(new Scheduling(2, 10, 0).raised());
    assertEquals("with real-time priority 10", new Scheduling(2, 10, 0).toString());
  }

  @Test
  void theWholeProcessIsRealTimeAsLongAsTheEngineDecides() throws Exception {
    Assumptions.assumeTrue(Namespace.available(), "needs root to raise priorities");
    Scheduling before = Scheduling.ofThisThread();
    Assumptions.assumeFalse(before.realTime(), "the tests run with real-time priority");
    AtomicBoolean sound = new AtomicBoolean();
    Pulse pulse = sound::get;
    ProcessSetup setup = new ProcessSetup(Map.of("lock.memory", "off"));
    try {
      setup.bindPulse(pulse);
      assertFalse(Scheduling.ofThisThread().realTime());
      sound.set(true);
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> Scheduling.ofThisThread().realTime());
      assertTrue(
          becomesRealTime(Thread.ofPlatform().name("later")), "threads that come later get it too");
      assertFalse(becomesRealTime(Background.thread("burns a processor")));

      setup.unbindPulse(pulse);

      assertEquals(before, Scheduling.ofThisThread());
      assertTrue(setup.problems().stream().noneMatch(p -> p.what().contains("priority")));
    } finally {
      setup.close();
    }
  }

  /// {@return whether a new thread gets real-time priority before it gets another one}
  private static boolean becomesRealTime(Thread.Builder builder) throws Exception {
    AtomicReference<Scheduling> given = new AtomicReference<>(Scheduling.ordinary(0));
    Thread thread =
        builder.start(
            () ->
                Awaitility.await()
                    .pollInSameThread()
                    .atMost(Duration.ofSeconds(10))
                    .until(
                        () -> {
                          given.set(Scheduling.ofThisThread());
                          return given.get().raised();
                        }));
    thread.join();
    assertTrue(given.get().raised(), "it was found");
    return given.get().realTime();
  }

  @Test
  void aWrongPathOfNftIsRefusedWithFileKeyValueAndRemedy() {
    var objections = new LinuxSettingsCheck().check(Map.of("nft", "/no/such/program"));

    assertEquals(1, objections.size());
    assertEquals("nft", objections.getFirst().key());
    assertTrue(objections.getFirst().what().contains("/no/such/program"));
    assertTrue(new LinuxSettingsCheck().check(Map.of("lock.memory", "off")).isEmpty());
    assertEquals(
        "lock.memory",
        new LinuxSettingsCheck().check(Map.of("lock.memory", "maybe")).getFirst().key());
  }
}

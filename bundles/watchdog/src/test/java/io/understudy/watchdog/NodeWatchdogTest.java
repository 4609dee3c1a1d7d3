package io.understudy.watchdog;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Problem;
import io.understudy.api.Pulse;
import io.understudy.api.kernel.Watchdogs;
import io.understudy.linux.KernelWatchdogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A plain file is the device: a dot for each time it is fed, `V` when it is disarmed.
class NodeWatchdogTest {
  /// An engine that is sound as long as a test says so.
  private static final class DummyPulse implements Pulse {
    volatile boolean sound = true;

    @Override
    public boolean sound() {
      return sound;
    }
  }

  @TempDir Path folder;
  private final DummyWatchdogs watchdogs = new DummyWatchdogs();
  private final DummyPulse pulse = new DummyPulse();
  private Path device;

  @BeforeEach
  void make() throws IOException {
    device = Files.createFile(folder.resolve("watchdog"));
  }

  @AfterEach
  void forget() {
    System.clearProperty("understudy.watchdog.armed");
  }

  private NodeWatchdog watchdog() {
    return watchdog(watchdogs, "2s");
  }

  private NodeWatchdog watchdog(Watchdogs kernel, String timeout) {
    return new NodeWatchdog(Map.of("device", device.toString(), "timeout", timeout), kernel);
  }

  private NodeWatchdog fed() {
    return fed(watchdogs, "2s");
  }

  private NodeWatchdog fed(Watchdogs kernel, String timeout) {
    NodeWatchdog watchdog = watchdog(kernel, timeout);
    watchdog.bindPulse(pulse);
    await().until(() -> written().startsWith(".."));
    return watchdog;
  }

  private String written() {
    try {
      return Files.readString(device);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Problem.Severity> severities(NodeWatchdog watchdog) {
    return watchdog.problems().stream().map(Problem::severity).toList();
  }

  private void awaitStarved(NodeWatchdog watchdog) {
    await().until(() -> severities(watchdog).equals(List.of(Problem.Severity.ALARM)));
  }

  @Test
  void feedsWhileThePulseIsSoundAndDisarmsAtACleanStop() throws Exception {
    NodeWatchdog watchdog = fed();
    watchdog.close();
    assertTrue(written().matches("\\.+V"), written());
    String last = written();
    await().during(Duration.ofMillis(800)).until(() -> written().equals(last));
  }

  @Test
  void isNotArmedBeforeTheFirstSoundPulse() throws Exception {
    pulse.sound = false;
    NodeWatchdog watchdog = watchdog();
    await().during(Duration.ofMillis(600)).until(() -> written().isEmpty());
    watchdog.bindPulse(pulse);
    await().during(Duration.ofMillis(600)).until(() -> written().isEmpty());
    watchdog.close();
    assertEquals("", written());
  }

  @Test
  void starvesAndStaysArmedWhenThePulseIsUnsound() throws Exception {
    NodeWatchdog watchdog = fed();
    pulse.sound = false;
    awaitStarved(watchdog);
    String last = written();
    Problem alarm = watchdog.problems().getFirst();
    assertTrue(alarm.what().contains("will be reset in"), alarm::toString);
    await().during(Duration.ofMillis(1200)).until(() -> written().equals(last));
    watchdog.close();
    assertEquals(last, written(), "no V");
  }

  @Test
  void feedsAgainWhenThePulseRecovers() throws Exception {
    NodeWatchdog watchdog = fed();
    pulse.sound = false;
    awaitStarved(watchdog);
    int before = written().length();
    pulse.sound = true;
    await().until(() -> written().length() > before);
    await().until(() -> !severities(watchdog).contains(Problem.Severity.ALARM));
    watchdog.close();
    assertTrue(written().endsWith("V"));
  }

  @Test
  void anEngineMayBeReplacedWithinHalfTheTimeout() throws Exception {
    NodeWatchdog watchdog = fed(watchdogs, "10s");
    int before = written().length();
    watchdog.unbindPulse(pulse);
    await().until(() -> written().length() > before);
    DummyPulse next = new DummyPulse();
    next.sound = false;
    watchdog.bindPulse(next);
    int then = written().length();
    await().until(() -> written().length() > then);
    next.sound = true;
    int last = written().length();
    await().until(() -> written().length() > last);
    assertEquals(List.of(), watchdog.problems());
    watchdog.close();
    assertTrue(written().endsWith("V"));
  }

  @Test
  void theKernelRoomIsAskedForTheSame() throws Exception {
    NodeWatchdog watchdog = fed(new KernelWatchdogs(), "2s");
    watchdog.close();
    assertTrue(written().matches("\\.+V"), written());
    int before = written().length();
    NodeWatchdog next = fed(new KernelWatchdogs(), "2s");
    await().until(() -> written().length() > before);
    pulse.sound = false;
    await().until(() -> starved(next) == 1);
    String last = written();
    next.close();
    assertEquals(last, written(), "no V");
  }

  private static long starved(NodeWatchdog watchdog) {
    return watchdog.problems().stream()
        .filter(problem -> problem.severity() == Problem.Severity.ALARM)
        .count();
  }

  @Test
  void anEngineThatStaysAwayStarvesIt() throws Exception {
    NodeWatchdog watchdog = fed();
    watchdog.unbindPulse(pulse);
    awaitStarved(watchdog);
    watchdog.close();
    assertFalse(written().contains("V"));
  }

  @Test
  void aStopRightAfterTheEnginesDisarms() throws Exception {
    NodeWatchdog watchdog = fed(watchdogs, "10s");
    watchdog.unbindPulse(pulse);
    watchdog.close();
    assertTrue(written().endsWith("V"));
  }

  @Test
  void aPulseThatHangsOrThrowsIsUnsound() throws Exception {
    NodeWatchdog watchdog = fed();
    watchdog.bindPulse(
        new Pulse() {
          private int asked;

          @Override
          public boolean sound() {
            if (asked++ < 2) {
              return true;
            }
            throw new IllegalStateException("broken");
          }
        });
    awaitStarved(watchdog);
    watchdog.close();
    assertFalse(written().contains("V"));
  }

  @Test
  void aDeviceThatRefusesIsAWarningAndIsAskedAgain() throws Exception {
    watchdogs.refuse = true;
    NodeWatchdog watchdog = watchdog();
    watchdog.bindPulse(pulse);
    await().until(() -> severities(watchdog).equals(List.of(Problem.Severity.WARNING)));
    assertTrue(watchdog.problems().getFirst().what().contains("resource busy"));
    watchdogs.refuse = false;
    await().until(() -> written().contains("."));
    watchdog.close();
  }

  @Test
  void aDeviceThatIsNotGotAgainIsAnAlarm() throws Exception {
    fed().close();
    watchdogs.refuse = true;
    NodeWatchdog next = watchdog();
    next.bindPulse(pulse);
    awaitStarved(next);
    assertTrue(next.problems().getFirst().what().contains("again"));
    next.close();
  }

  @Test
  void theNextBundleArmsItAgain() throws Exception {
    fed().close();
    NodeWatchdog next = watchdog();
    next.bindPulse(pulse);
    await().until(() -> written().matches("\\.+V\\.\\.+"));
    next.close();
    assertTrue(written().matches("\\.+V\\.+V"));
  }

  @Test
  void aDeviceThatCannotBeWrittenToIsAnAlarm() throws Exception {
    NodeWatchdog watchdog = fed();
    watchdogs.broken = true;
    awaitStarved(watchdog);
    assertTrue(watchdog.problems().getFirst().what().contains("Input/output error"));
    watchdog.close();
  }

  @Test
  void aTimeoutThatTheDeviceCutsIsAWarningAndSetsTheInterval() throws Exception {
    watchdogs.longest = Duration.ofSeconds(1);
    NodeWatchdog watchdog = watchdog(watchdogs, "1m");
    watchdog.bindPulse(pulse);
    await().until(() -> severities(watchdog).equals(List.of(Problem.Severity.WARNING)));
    int before = written().length();
    // Every 200 ms; every second would take too long.
    await().atMost(Duration.ofSeconds(5)).until(() -> written().length() > before + 10);
    watchdog.close();
  }

  @Test
  void withoutADeviceNothingHappens() throws Exception {
    NodeWatchdog watchdog = new NodeWatchdog(Map.of(), watchdogs);
    watchdog.bindPulse(pulse);
    assertEquals(List.of(), watchdog.problems());
    watchdog.close();
  }

  @Test
  void feedsEachSecondAtTheMost() {
    assertEquals(Duration.ofMillis(400), Feeder.interval(Duration.ofSeconds(2)));
    assertEquals(Duration.ofSeconds(1), Feeder.interval(Duration.ofSeconds(10)));
    assertEquals(Duration.ofSeconds(1), Feeder.interval(Duration.ofMinutes(5)));
  }
}

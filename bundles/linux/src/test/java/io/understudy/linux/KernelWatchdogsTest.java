package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.kernel.Watchdogs.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a plain file in the device's place; real devices are left alone.
class KernelWatchdogsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final KernelWatchdogs watchdogs = new KernelWatchdogs();

  private Path fake() throws IOException {
    return Files.createFile(folder.resolve("watchdog"));
  }

  @Test
  void feedsAndDisarms() throws Exception {
    Path device = fake();
    Watchdog watchdog = watchdogs.open(device, TIMEOUT);
    assertEquals(TIMEOUT, watchdog.timeout(), "a fake takes every time-out");
    watchdog.feed();
    watchdog.feed();
    assertEquals("..", Files.readString(device));
    watchdog.disarm();
    assertEquals("..V", Files.readString(device));
    watchdog.disarm();
    watchdog.close();
    assertEquals("..V", Files.readString(device), "once");
    assertThrows(IOException.class, watchdog::feed);
  }

  @Test
  void aCloseLeavesItArmed() throws Exception {
    Path device = fake();
    try (Watchdog watchdog = watchdogs.open(device, TIMEOUT)) {
      watchdog.feed();
    }
    assertEquals(".", Files.readString(device));
  }

  @Test
  void makesNoDeviceThatIsNotThere() {
    Path device = folder.resolve("none");
    IOException thrown = assertThrows(IOException.class, () -> watchdogs.open(device, TIMEOUT));
    assertTrue(thrown.getMessage().contains("No such file"), thrown::getMessage);
    assertFalse(Files.exists(device));
  }

  @Test
  void doesNotWaitForThePipesReader() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertThrows(IOException.class, () -> watchdogs.open(pipe, TIMEOUT));
    Process reader =
        new ProcessBuilder("cat", pipe.toString())
            .redirectOutput(folder.resolve("eaten").toFile())
            .start();
    try {
      Watchdog watchdog = opened(pipe);
      watchdog.feed();
      watchdog.disarm();
      assertTrue(reader.waitFor(10, TimeUnit.SECONDS));
      assertEquals(".V", Files.readString(folder.resolve("eaten")));
    } finally {
      reader.destroyForcibly();
    }
  }

  private Watchdog opened(Path pipe) throws InterruptedException, IOException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        return watchdogs.open(pipe, TIMEOUT);
      } catch (IOException noReaderYet) {
        if (System.nanoTime() > end) {
          throw noReaderYet;
        }
        Thread.sleep(10);
      }
    }
  }

  @Test
  void isNotInheritedByTheNextProgram() throws Exception {
    Path device = fake();
    try (Watchdog _ = watchdogs.open(device, TIMEOUT)) {
      boolean found = false;
      try (var all = Files.list(Path.of("/proc/self/fd"))) {
        for (Path descriptor : all.toList()) {
          if (Files.exists(descriptor) && Files.isSameFile(descriptor, device)) {
            String flags =
                Files.readAllLines(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName()))
                    .get(1);
            found = true;
            assertTrue((Long.parseLong(flags.replaceAll("\\D", ""), 8) & 02000000) != 0, flags);
          }
        }
      }
      assertTrue(found);
    }
  }

  @Test
  void refusesFractionsOfSeconds() {
    assertThrows(
        IllegalArgumentException.class,
        () -> watchdogs.open(folder.resolve("none"), Duration.ofMillis(2500)));
  }
}

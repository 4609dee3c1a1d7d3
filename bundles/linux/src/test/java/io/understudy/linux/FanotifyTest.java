package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.files.Change;
import io.understudy.api.files.Changes;
import io.understudy.api.files.Changes.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@EnabledIf(
    value = "available",
    disabledReason = "fanotify needs root, Linux 5.17 and a file system with handles")
class FanotifyTest extends ChangesContract {
  FanotifyTest() {
    super(Source.FANOTIFY);
  }

  static boolean available() {
    try {
      Path folder = Files.createTempDirectory("us-fil");
      try {
        FanotifyEvents.open(folder).close();
        return true;
      } finally {
        Files.delete(folder);
      }
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void aRootWhoseParentIsRenamedEndsTheWatch() throws Exception {
    Files.move(folder.resolve("parent"), folder.resolve("elsewhere"));
    heard.await(one -> !one.all().isEmpty() && one.all().getLast() instanceof Change.Ended);
  }

  @Test
  void isThePreferredWay(@TempDir Path other) throws Exception {
    try (Changes.Watch watch = new KernelChanges().watch(other, Duration.ZERO, heard)) {
      assertEquals(Source.FANOTIFY, watch.source());
      assertEquals("", watch.fallback());
    }
  }
}

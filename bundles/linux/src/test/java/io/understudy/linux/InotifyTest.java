package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.files.Changes;
import io.understudy.api.files.Changes.Source;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InotifyTest extends ChangesContract {
  InotifyTest() {
    super(Source.INOTIFY);
  }

  /// The proc file system has no handles.
  @Test
  void servesWhereFanotifyDoesNotAndSaysWhy() throws Exception {
    try (Changes.Watch watch =
        new KernelChanges().watch(Path.of("/proc/self/fdinfo"), Duration.ZERO, heard)) {
      assertEquals(Source.INOTIFY, watch.source());
      assertTrue(watch.fallback().length() > 10, watch::fallback);
    }
  }
}

package io.understudy.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.files.Change;
import io.understudy.api.files.Changes;
import io.understudy.api.files.Changes.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /// The kernel says of one that is just being removed that it has no memory.
  @Test
  void directoriesThatVanishElsewhereAreNoReasonToCompareAll() throws Exception {
    String script =
        "cd \"$1\"; for k in $(seq 30); do mkdir k$k; for i in $(seq 40); do mkdir k$k/$i;"
            + " echo x >k$k/$i/f; done; rm -rf k$k & done; wait";
    TreeOfTest.run("sh", "-c", script, "sh", folder.toString());
    Files.writeString(root.resolve("last"), "x");
    heard.await(one -> one.paths().contains(TreeOfTest.path("last")));
    assertEquals(List.of(), heard.all().stream().filter(Change.Unknown.class::isInstance).toList());
  }

  @Test
  void isThePreferredWay(@TempDir Path other) throws Exception {
    try (Changes.Watch watch = new KernelChanges().watch(other, Duration.ZERO, heard)) {
      assertEquals(Source.FANOTIFY, watch.source());
      assertEquals("", watch.fallback());
    }
  }
}

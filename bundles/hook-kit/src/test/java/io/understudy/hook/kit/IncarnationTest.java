package io.understudy.hook.kit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class IncarnationTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /// Its first thread ends, the other one holds what the process has open.
  private static final String HALF_ENDED =
      """
      import ctypes, threading, time
      threading.Thread(target=time.sleep, args=(600,)).start()
      ctypes.CDLL(None).pthread_exit(None)
      """;

  private static char state(long pid) throws Exception {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  @Test
  void aProcessLivesUntilItsLastThreadHasEnded() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(PYTHON), "there is no python3");
    Process process = new ProcessBuilder(PYTHON.toString(), "-c", HALF_ENDED).start();
    try {
      Incarnation incarnation = Incarnation.of(process.pid()).orElseThrow();
      await().until(() -> state(process.pid()) == 'Z');
      assertTrue(incarnation.alive());
      process.destroyForcibly().waitFor();
      assertFalse(incarnation.alive());
    } finally {
      process.destroyForcibly();
    }
  }
}

package io.understudy.hook.http;

import io.understudy.api.ServiceHook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHookTest extends ServiceHookContract {
  @TempDir Path home;
  private int port;

  @BeforeEach
  void page() throws Exception {
    port = Ports.free();
    Files.createDirectories(home.resolve("www"));
    Files.writeString(home.resolve("www/index.html"), "fine");
  }

  @Override
  ServiceHook hook() {
    return new HttpHook(
        Map.of("name", "pages", "port", Integer.toString(port), "directory", "www"),
        home,
        "systemctl");
  }

  @Override
  void kill() throws Exception {
    Incarnation process =
        Incarnation.parse(Files.readString(home.resolve("data/run/hook-pages.pid")));
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }
}

package io.understudy.hook.http;

import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.Ports;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

  private ServiceHook hook(Map<String, String> more) {
    Map<String, Object> values = new HashMap<>(more);
    values.putAll(Map.of("name", "pages", "port", Integer.toString(port), "directory", "www"));
    return new HttpHook(values, home, "systemctl");
  }

  @Override
  protected ServiceHook hook() {
    return hook(Map.of());
  }

  @Override
  protected ServiceHook slow(String patience) {
    return hook(Map.of("patience", patience, "status", "418", "timeout", "1s"));
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", Signals.noted(home, "pages").members());
  }

  @Override
  protected void spoil() throws Exception {
    Signals.send("STOP", Signals.noted(home, "pages").members());
  }

  @Override
  protected Object incarnation() throws Exception {
    return Signals.noted(home, "pages");
  }
}

package io.understudy.hook.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.ServiceHook;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateHookTest extends ServiceHookContract {
  @TempDir Path home;

  @Override
  protected ServiceHook hook() {
    return new TemplateHook(Map.of("name", "clock", "file", "clock"), home);
  }

  /// The same program, which can't write its file.
  @Override
  protected ServiceHook slow(String patience) {
    return new TemplateHook(
        Map.of("name", "clock", "file", "no/such/folder", "patience", patience), home);
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", Signals.noted(home, "clock").members());
  }

  @Override
  protected void spoil() throws Exception {
    Signals.send("STOP", Signals.noted(home, "clock").members());
  }

  @Override
  protected Object incarnation() throws Exception {
    return Signals.noted(home, "clock");
  }

  @Test
  void refusesAFileThatIsMissing() {
    assertEquals(
        List.of("file"),
        new TemplateHook.Check()
            .check(Map.of("name", "clock")).stream().map(one -> one.key()).toList());
  }
}

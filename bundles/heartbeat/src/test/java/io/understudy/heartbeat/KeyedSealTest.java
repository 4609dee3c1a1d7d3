package io.understudy.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.BeatSeal;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class KeyedSealTest {
  private final List<Object> registered = new CopyOnWriteArrayList<>();

  @TempDir Path folder;

  @Test
  void mendingTheFileIsEnough() throws Exception {
    Path file = folder.resolve("key");
    Files.writeString(file, "12".repeat(32));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    KeyedSeal seal = new KeyedSeal(framework(), Map.of("key", file.toString()));
    assertTrue(seal.problems().getFirst().what().contains("mode 0644"), "" + seal.problems());
    assertEquals(List.of(), registered);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    Awaitility.await().until(() -> registered.size() == 1);
    assertTrue(registered.getFirst() instanceof BeatSeal);
    Awaitility.await().until(() -> seal.problems().isEmpty());
    seal.deactivate();
    assertEquals(List.of(), registered);
  }

  private BundleContext framework() {
    ClassLoader loader = getClass().getClassLoader();
    Object registration =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {ServiceRegistration.class},
            (_, method, _) -> {
              registered.clear();
              return null;
            });
    return (BundleContext)
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {BundleContext.class},
            (_, method, given) -> {
              registered.add(given[1]);
              return registration;
            });
  }
}

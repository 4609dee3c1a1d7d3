package io.understudy.osgitest;

import static io.understudy.osgitest.Inside.await;
import static io.understudy.osgitest.Inside.home;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.HeartbeatPath;
import io.understudy.api.Problem;
import io.understudy.api.kernel.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/// Settings as files, and what becomes of them in the components. The path is a real one, on the
/// loopback device; the clock is a made-up one.
@ExtendWith(InFramework.class)
public class SettingsInFrameworkTest {
  private static final String GOOD =
      "name = NAME\nnode = b\nlocal = 127.0.0.1\nremote = 127.0.0.2\nport = PORT\n";

  @Inject private BundleContext context;
  @Inject private ConfigurationAdmin admin;

  @Test
  public void everyBundleOfTheDistributionIsActive() {
    List<String> others =
        Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().startsWith("io.understudy."))
            .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
            .map(Bundle::getSymbolicName)
            .toList();
    assertEquals(List.of(), others);
    assertNotNull(FrameworkUtil.getBundle(SettingsInFrameworkTest.class));
  }

  @Test
  public void aPartComesChangesAndGoesWithItsFile() throws Exception {
    machine();
    write("one", GOOD.replace("PORT", "17001"));
    HeartbeatPath first = await(() -> path("one"));
    write("one", GOOD.replace("PORT", "17002"));
    HeartbeatPath second = await(() -> other("one", first));
    assertTrue(second.view().local().endsWith(":17002"), second.view().local());
    Files.delete(file("one"));
    await(() -> path("one") == null ? "gone" : null);
  }

  @Test
  public void aBadEditTouchesNothingAndIsToldUntilItIsMended() throws Exception {
    machine();
    write("two", GOOD.replace("PORT", "17003"));
    HeartbeatPath path = await(() -> path("two"));
    write("two", GOOD.replace("PORT", "many"));
    Problem problem = await(() -> problem("path-two.cfg: port"));
    assertTrue(problem.what().contains("many"), problem.toString());
    assertSame(path, path("two"));
    write("two", GOOD.replace("PORT", "17003").replace("local", "locl"));
    assertEquals("did you mean local?", await(() -> problem("path-two.cfg: locl")).remedy());
    assertSame(path, path("two"));
    Files.writeString(file("two"), "");
    await(() -> problem("path-two.cfg: (file)"));
    assertSame(path, path("two"));
    write("two", GOOD.replace("PORT", "17003"));
    await(() -> problem("path-two.cfg") == null ? "mended" : null);
    assertSame(path, path("two"));
  }

  @Test
  public void whatGetsPastTheFilesIsReplacedByTheLastGood() throws Exception {
    machine();
    write("three", GOOD.replace("PORT", "17004"));
    HeartbeatPath path = await(() -> path("three"));
    Configuration configuration =
        admin.getFactoryConfiguration("io.understudy.heartbeat.path", "three", "?");
    configuration.update(
        new Hashtable<>(
            Map.of(
                "name", "three",
                "node", "b",
                "local", "127.0.0.1",
                "remote", "not an address",
                "port", "17004")));
    await(() -> problem("path-three.cfg: remote"));
    HeartbeatPath again = await(() -> other("three", path));
    assertTrue(again.view().remote().startsWith("127.0.0.2"), again.view().remote());
  }

  @Test
  public void aReplacedBundleComesBackWithItsSettings() throws Exception {
    machine();
    write("four", GOOD.replace("PORT", "17005"));
    HeartbeatPath path = await(() -> path("four"));
    Bundle heartbeat = FrameworkUtil.getBundle(path.getClass());
    long before = heartbeat.getLastModified();
    Files.copy(
        Path.of(System.getProperty("understudy.distribution"))
            .resolve("bundles/io.understudy.heartbeat.jar"),
        home().resolve("deploy/io.understudy.heartbeat.jar"));
    await(() -> heartbeat.getLastModified() > before ? "updated" : null);
    HeartbeatPath again = await(() -> other("four", path));
    assertNotSame(path.getClass(), again.getClass());
    assertTrue(again.view().local().endsWith(":17005"), again.view().local());
    long copies =
        Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().equals("io.understudy.heartbeat"))
            .count();
    assertEquals(1, copies);
  }

  @Test
  public void aFileThatNobodyTakesIsTold() throws Exception {
    Files.writeString(home().resolve("config/io.understudy.hartbeat.cfg"), "key = x\n");
    assertEquals("nothing here takes these settings", await(() -> problem("hartbeat.cfg")).what());
  }

  /// The made-up machine and the cluster's key, once.
  private void machine() throws IOException {
    if (context.getServiceReference(Ticker.class) == null) {
      context.registerService(Ticker.class, new DummyTicker(), null);
      Path key = home().resolve("config/cluster.key");
      Files.writeString(key, "0123456789abcdef".repeat(4));
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(
          home().resolve("config/io.understudy.heartbeat.cfg"),
          "key = ${understudy.home}/config/cluster.key\n");
    }
  }

  private static Path file(String name) {
    return home().resolve("config/io.understudy.heartbeat.path-" + name + ".cfg");
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(file(name), text.replace("NAME", name));
  }

  private @Nullable HeartbeatPath other(String name, HeartbeatPath than) {
    HeartbeatPath path = path(name);
    return path == than ? null : path;
  }

  private @Nullable HeartbeatPath path(String name) {
    return Inside.all(context, HeartbeatPath.class).stream()
        .filter(path -> path.id().name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private @Nullable Problem problem(String subject) {
    return Inside.problem(context, subject);
  }
}

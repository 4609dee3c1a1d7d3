package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Json;
import io.understudy.lab.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A new kind of service comes to nodes that run, is updated, and goes, while another group is in
/// use.
class HookAtRunTimeTest extends PlayedOnStage {
  private static final Path JAR = Path.of(System.getProperty("understudy.template"));
  private static final String WEB = "web";
  private static final String NAME = "clock";
  private static final String BUNDLE = "io.understudy.hook-template";
  private static final String DEPLOY = "io.understudy.deploy";
  private static final String HOOK = "io.understudy.hook.template-" + NAME;
  private static final String TAKEOVER = "io.understudy.takeover-" + NAME;
  private static final String GROUP = "io.understudy.engine.group-" + NAME;

  private static Path deployed(Node node) {
    return node.home().resolve("deploy/hook.jar");
  }

  @Test
  void aHookIsAddedUpdatedAndRemovedAndTheOtherGroupNoticesNothing() throws Exception {
    Node webOwner = owner();
    String webTerm = told(webOwner, WEB, "term");
    for (Node node : stage.lab().nodes()) {
      understudy.config(node).write(DEPLOY, "probation = 2s\n");
      deploy(node, "1.0.0");
      understudy.config(node).write(HOOK, "name = clock\nfile = data/clock\n");
      understudy
          .config(node)
          .write(TAKEOVER, "group = clock\ninterface = eth0\naddresses = 10.77.0.101/24\n");
      understudy.config(node).write(GROUP, "name = clock\nservices = clock\n");
    }
    soon("an owner with the new service", () -> keeper().isPresent());
    Node keeper = keeper().orElseThrow();
    Node other = stage.lab().other(keeper);
    soon("a look on the standby", () -> service(other).equals("stopped"));
    String process = process(keeper);

    deploy(keeper, "1.0.1");
    soon("the update", () -> log(keeper).contains("hook-template is replaced by"));
    soon("the service under the new hook", () -> service(keeper).equals("running"));
    assertEquals(process, process(keeper), "the service went on");

    soon(
        "a good bundle",
        () -> Files.exists(keeper.home().resolve("data/bundles/" + BUNDLE + ".jar")));
    deploy(keeper, "1.0.2", "TemplateHook.class");
    soon("the put-back", () -> log(keeper).contains(BUNDLE + " is put back"));
    soon("the service under the former hook", () -> service(keeper).equals("running"));
    assertEquals(process, process(keeper), "the service went on under a broken hook");
    assertTrue(problems(keeper).contains("the former one runs"));
    deploy(keeper, "1.0.3");
    soon("the mended hook", () -> !problems(keeper).contains(BUNDLE));
    assertEquals(process, process(keeper), "the service went on");

    for (Node node : stage.lab().nodes()) {
      Files.delete(deployed(node));
    }
    soon("a missing hook", () -> service(keeper).equals("no hook of this name"));
    assertEquals(process, process(keeper), "the service goes on without it");
    for (Node node : stage.lab().nodes()) {
      understudy.config(node).write(GROUP, "name = clock\nservices =\n");
      Files.delete(understudy.config(node).directory().resolve(HOOK + ".cfg"));
    }
    soon("a group without it", () -> service(keeper).equals("none"));
    assertEquals("owner", told(keeper, NAME, "role"), this::reports);

    assertEquals(webTerm, told(webOwner, WEB, "term"), this::reports);
    assertEquals("owner", told(webOwner, WEB, "role"), this::reports);
    Duration outage = stage.client().polls().outage(since);
    assertTrue(outage.compareTo(HICCUP) < 0, () -> outage + reports());
  }

  /// As an administrator should: whole, or not there.
  ///
  /// @param without a file that the jar lacks
  private static void deploy(Node node, String version, String... without) throws IOException {
    Path draft = node.home().resolve("hook.jar.new");
    try (JarFile from = new JarFile(JAR.toFile());
        OutputStream file = Files.newOutputStream(draft)) {
      Manifest manifest = new Manifest(from.getManifest());
      manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
      try (JarOutputStream to = new JarOutputStream(file, manifest)) {
        for (JarEntry entry : from.stream().toList()) {
          if (!entry.isDirectory()
              && !entry.getName().equals(JarFile.MANIFEST_NAME)
              && Stream.of(without).noneMatch(entry.getName()::endsWith)) {
            to.putNextEntry(new JarEntry(entry.getName()));
            from.getInputStream(entry).transferTo(to);
          }
        }
      }
    }
    Files.createDirectories(deployed(node).getParent());
    Files.move(draft, deployed(node), StandardCopyOption.ATOMIC_MOVE);
  }

  private void soon(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await(what).atMost(Duration.ofSeconds(20)).until(condition);
    } catch (org.awaitility.core.ConditionTimeoutException late) {
      throw new AssertionError(what + " didn't come" + reports(), late);
    }
  }

  private Optional<Node> keeper() {
    return stage.lab().nodes().stream()
        .filter(node -> told(node, NAME, "role").equals("owner") && service(node).equals("running"))
        .findFirst();
  }

  private Optional<Json> group(Node node, String name) {
    return understudy.status(node).at("groups").list().stream()
        .filter(group -> group.at("name").text().equals(Optional.of(name)))
        .findFirst();
  }

  private String told(Node node, String group, String key) {
    return group(node, group).flatMap(one -> one.at(key).text()).orElse("none");
  }

  private String service(Node node) {
    return group(node, NAME).stream()
        .flatMap(group -> group.at("services").list().stream())
        .map(service -> service.at("status").text().orElse("?"))
        .findFirst()
        .orElse("none");
  }

  /// {@return pid and start of the service's process}
  private static String process(Node node) throws IOException {
    return Files.readString(node.home().resolve("data/run/hook-" + NAME + ".pid"));
  }

  private String problems(Node node) {
    return understudy.status(node).at("problems").toString();
  }

  private static String log(Node node) throws IOException {
    return Files.readString(node.home().resolve("log/understudy.log"));
  }
}

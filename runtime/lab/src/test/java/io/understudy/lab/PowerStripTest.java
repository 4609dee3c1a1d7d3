package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.PowerStrip.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(
    value = "io.understudy.lab.Namespace#available",
    disabledReason = "needs root and the right to make network namespaces")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PowerStripTest {
  private Lab lab;
  private PowerStrip strip;
  private Node a;
  private Node b;

  @BeforeAll
  void build() {
    lab = Lab.build(Topology.PAIR);
    strip = PowerStrip.open(lab);
    a = lab.node("a");
    b = lab.node("b");
  }

  @AfterEach
  void restore() {
    strip.mode(Mode.WORKS);
    lab.nodes().forEach(strip::on);
  }

  @AfterAll
  void close() {
    strip.close();
    lab.close();
  }

  private Process agent(String request) throws IOException {
    Process agent =
        new ProcessBuilder(strip.agent().toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var in = agent.getOutputStream()) {
      in.write(request.getBytes(StandardCharsets.UTF_8));
    }
    return agent;
  }

  private int ask(String action, String plug) throws Exception {
    return ask(strip.request(action, plug));
  }

  private int ask(String request) throws Exception {
    Process agent = agent(request);
    agent.getErrorStream().readAllBytes();
    assertTrue(agent.waitFor(20, TimeUnit.SECONDS));
    return agent.exitValue();
  }

  @Test
  void theAgentSwitchesTheNodesPower() throws Exception {
    assertEquals(0, ask("monitor", "b"));
    assertEquals(0, ask("status", "b"));
    assertEquals(0, ask(strip.request("off", "b").replace("plug=", "nodename=")));
    assertFalse(b.powered());
    assertTrue(a.powered());
    assertEquals(2, ask("status", "b"));
    assertEquals(0, ask("off", "b"), "off already");
    assertEquals(0, ask("on", "b"));
    assertTrue(b.powered());
    assertEquals(1, ask("off", "nobody"));
    assertTrue(strip.served().contains("off b"));
  }

  @Test
  void withoutItsPasswordItDoesNothing() throws Exception {
    assertEquals(1, ask("action=off\nplug=b\n"));
    assertEquals(1, ask("action=off\nplug=b\npassword=guessed\n"));
    assertTrue(b.powered());
  }

  @Test
  void aRebootTellsThatPowerIsBack() throws Exception {
    StringBuffer told = new StringBuffer();
    strip.whenOn(node -> told.append(node.name()));
    assertEquals(0, ask("reboot", "b"));
    assertTrue(b.powered());
    assertEquals("b", told.toString());
    strip.whenOn(node -> {});
  }

  @Test
  void itLiesWritesNonsenseAndDies() throws Exception {
    strip.mode(Mode.LIES);
    assertEquals(0, ask("off", "b"));
    assertEquals(0, ask("status", "b"), "still on");
    strip.mode(Mode.DEAD);
    assertEquals(1, ask("off", "b"));
    assertEquals(1, ask("monitor", "b"));
    assertTrue(b.powered());
    strip.mode(Mode.RUBBISH);
    assertEquals(0, ask("off", "b"));
    assertFalse(b.powered());
  }

  @Test
  void itHangsAndIsWellAgain() throws Exception {
    strip.mode(Mode.HANGS);
    int before = strip.served().size();
    Process agent = agent(strip.request("off", "b"));
    Awaitility.await().until(() -> strip.served().size() > before);
    assertTrue(agent.isAlive());
    agent.destroyForcibly().waitFor();
    strip.mode(Mode.WORKS);
    assertEquals(0, ask("status", "b"));
  }

  @RepeatedTest(5)
  void aNodeWithoutPowerSwitchesNothing() throws Exception {
    Path log = lab.scratch().resolve("strip.log");
    String script = "printf '%s' | " + strip.agent();
    Process first = a.launch(log, List.of("sh", "-c", script.formatted(strip.request("off", "b"))));
    Process second =
        b.launch(log, List.of("sh", "-c", script.formatted(strip.request("off", "a"))));
    assertTrue(first.waitFor(20, TimeUnit.SECONDS) && second.waitFor(20, TimeUnit.SECONDS));
    // Until then the strip has looked at both requests.
    ask("monitor", "b");
    assertTrue(a.powered() != b.powered(), "a " + a.powered() + " b " + b.powered());
  }
}

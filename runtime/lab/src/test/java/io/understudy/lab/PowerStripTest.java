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

  private Process agent(String... lines) throws IOException {
    Process agent =
        new ProcessBuilder(strip.agent().toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var in = agent.getOutputStream()) {
      in.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return agent;
  }

  private int ask(String... lines) throws Exception {
    Process agent = agent(lines);
    agent.getErrorStream().readAllBytes();
    assertTrue(agent.waitFor(20, TimeUnit.SECONDS));
    return agent.exitValue();
  }

  @Test
  void theAgentSwitchesTheNodesPower() throws Exception {
    assertEquals(0, ask("action=monitor"));
    assertEquals(0, ask("action=status", "plug=b"));
    assertEquals(0, ask("action=off", "nodename=b"));
    assertFalse(b.powered());
    assertTrue(a.powered());
    assertEquals(2, ask("action=status", "nodename=b"));
    assertEquals(0, ask("action=off", "plug=b"), "off already");
    assertEquals(0, ask("action=on", "plug=b"));
    assertTrue(b.powered());
    assertEquals(1, ask("action=off", "plug=nobody"));
    assertTrue(strip.served().contains("off b"));
  }

  @Test
  void aRebootTellsThatPowerIsBack() throws Exception {
    StringBuffer told = new StringBuffer();
    strip.whenOn(node -> told.append(node.name()));
    assertEquals(0, ask("action=reboot", "plug=b"));
    assertTrue(b.powered());
    assertEquals("b", told.toString());
    strip.whenOn(node -> {});
  }

  @Test
  void itLiesWritesNonsenseAndDies() throws Exception {
    strip.mode(Mode.LIES);
    assertEquals(0, ask("action=off", "plug=b"));
    assertEquals(0, ask("action=status", "plug=b"), "still on");
    strip.mode(Mode.DEAD);
    assertEquals(1, ask("action=off", "plug=b"));
    assertEquals(1, ask("action=monitor"));
    assertTrue(b.powered());
    strip.mode(Mode.RUBBISH);
    assertEquals(0, ask("action=off", "plug=b"));
    assertFalse(b.powered());
  }

  @Test
  void itHangsAndIsWellAgain() throws Exception {
    strip.mode(Mode.HANGS);
    Process agent = agent("action=off", "plug=b");
    Awaitility.await().until(() -> strip.served().getLast().equals("off b"));
    assertTrue(agent.isAlive());
    agent.destroyForcibly().waitFor();
    strip.mode(Mode.WORKS);
    assertEquals(0, ask("action=status", "plug=b"));
  }

  @RepeatedTest(5)
  void aNodeWithoutPowerSwitchesNothing() throws Exception {
    Path log = lab.scratch().resolve("strip.log");
    String script = "printf 'action=off\\nplug=%s\\n' | " + strip.agent();
    Process first = a.launch(log, List.of("sh", "-c", script.formatted("b")));
    Process second = b.launch(log, List.of("sh", "-c", script.formatted("a")));
    assertTrue(first.waitFor(20, TimeUnit.SECONDS) && second.waitFor(20, TimeUnit.SECONDS));
    // Until then the strip has looked at both requests.
    ask("action=monitor");
    assertTrue(a.powered() != b.powered(), "a " + a.powered() + " b " + b.powered());
  }
}

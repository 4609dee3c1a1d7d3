package io.understudy.fencing.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Fence;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Outcome;
import io.understudy.api.SettingsCheck.Objection;
import io.understudy.api.Term;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// With the fence-agents packages' own agent for tests, whose device is a file.
@EnabledIf(value = "installed", disabledReason = "no fence_dummy; install the package fence-agents")
class DummyAgentTest {
  private static final Fence.Order ORDER =
      new Fence.Order(new NodeId("b"), new NodeId("a"), new GroupId("web"), new Term(7));

  @TempDir Path folder;
  private final AgentCatalog catalog = new AgentCatalog();

  static boolean installed() {
    return AgentSettings.DIRECTORIES.stream()
        .anyMatch(directory -> Files.isExecutable(directory.resolve("fence_dummy")));
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private Map<String, Object> values(String parameters) {
    return new HashMap<>(
        Map.of("name", "dummy", "node", "b", "agent", "fence_dummy", "parameters", parameters));
  }

  private Path power(String state) throws Exception {
    return Files.writeString(folder.resolve("status"), state);
  }

  private AgentFence fence(String parameters) {
    return new AgentFence(values(parameters), folder, catalog);
  }

  @Test
  void cutsThePower() throws Exception {
    Path power = power("on");
    AgentFence fence = fence("type=file, status_file=" + power);
    assertEquals(Outcome.DONE, fence.test());
    assertEquals("on", Files.readString(power));
    assertEquals(Outcome.DONE, fence.fence(ORDER));
    assertEquals("off", Files.readString(power));
    assertEquals(Outcome.DONE, fence.fence(ORDER), "off already");
    assertEquals(Outcome.DONE, fence.test(), "off is an answer, too");
  }

  @Test
  void powersOnAgain() throws Exception {
    Path power = power("on");
    Map<String, Object> values = values("status_file=" + power);
    values.put("thenOn", "on");
    assertEquals(Outcome.DONE, new AgentFence(values, folder, catalog).fence(ORDER));
    await().until(() -> Files.readString(power).equals("on"));
  }

  @Test
  void failsAsTheAgentDoes() throws Exception {
    Outcome outcome = fence("type=fail, power_timeout=1, plug=1").fence(ORDER);
    assertTrue(!(outcome instanceof Outcome.Done), outcome::toString);
  }

  @Test
  void killsItWhenItTakesTooLong() throws Exception {
    Path power = power("on");
    Map<String, Object> values = values("random_sleep_range=600, status_file=" + power);
    values.put("timeout", "1s");
    // One second of six hundred is what it sleeps at the least.
    assertInstanceOf(Outcome.Unknown.class, new AgentFence(values, folder, catalog).fence(ORDER));
  }

  @Test
  void tellsItsParameters() throws Exception {
    Path program = AgentSettings.program("fence_dummy");
    await().until(() -> catalog.find(program).isPresent());
    AgentMetadata known = catalog.find(program).orElseThrow();
    assertTrue(
        known.settable().stream().anyMatch(one -> one.name().equals("status_file")),
        known::toString);
    assertEquals(
        List.of("parameters"),
        AgentSettingsCheck.objections(values("statusfile=x"), folder, catalog).stream()
            .map(Objection::key)
            .toList());
    assertEquals(List.of(), AgentSettingsCheck.objections(values("type=file"), folder, catalog));
  }
}

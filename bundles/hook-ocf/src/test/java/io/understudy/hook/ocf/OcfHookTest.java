package io.understudy.hook.ocf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Outcome;
import io.understudy.api.ServiceHook;
import io.understudy.api.ServiceHook.Status;
import io.understudy.hook.kit.Incarnation;
import io.understudy.hook.kit.ServiceHookContract;
import io.understudy.hook.kit.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// With an agent made of a few lines of shell.
class OcfHookTest extends ServiceHookContract {
  @TempDir Path home;
  private final AgentCatalog catalog = new AgentCatalog();
  private ScriptedAgent agent;

  @BeforeEach
  void write() throws Exception {
    agent = ScriptedAgent.in(home);
  }

  private OcfHook hook(String... more) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of("name", "app", "agent", ScriptedAgent.NAME, "parameters", "place=\"a, b\""));
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    return new OcfHook(values, home, agent.root(), catalog);
  }

  @Override
  protected OcfHook hook() {
    return hook(new String[0]);
  }

  @Override
  protected ServiceHook slow(String patience) {
    return hook("parameters", "place=x, slowness=600", "patience", patience);
  }

  @Override
  protected void kill() throws Exception {
    Signals.send("KILL", List.of(agent.pid()));
  }

  @Override
  protected void spoil() throws Exception {
    Files.createFile(agent.file("bad"));
  }

  @Override
  protected Object incarnation() throws Exception {
    return Incarnation.of(agent.pid()).orElseThrow();
  }

  private List<String> heard() throws Exception {
    return Files.exists(agent.file("heard")) ? Files.readAllLines(agent.file("heard")) : List.of();
  }

  @Test
  void theAgentIsToldItsParametersAndItsLimit() throws Exception {
    assertEquals(Outcome.DONE, hook().start());
    List<String> environment = Files.readAllLines(agent.file("environment"));
    assertTrue(
        environment.containsAll(
            List.of(
                "OCF_ROOT=" + home,
                "OCF_RESOURCE_INSTANCE=app",
                "OCF_RESOURCE_TYPE=Service",
                "OCF_RESOURCE_PROVIDER=test",
                "OCF_RESKEY_place=a, b")),
        environment::toString);
    assertTrue(
        environment.stream().anyMatch(one -> one.matches("OCF_RESKEY_CRM_meta_timeout=\\d+")));
    assertEquals(List.of("validate-all", "start"), heard());
  }

  @Test
  void whatIsNotExpectedToRunIsProbed() throws Exception {
    hook().status();
    assertEquals("0", Files.readString(agent.file("interval")).strip());
    OcfHook hook = hook();
    hook.start();
    hook.status();
    assertEquals("10000", Files.readString(agent.file("interval")).strip());
  }

  @Test
  void theAgentsReasonIsTheReason() throws Exception {
    hook().start();
    spoil();
    assertEquals(
        new Status.Sick("monitor: an error (exit code 1): the data are bad"), hook().status());
  }

  @ParameterizedTest
  @CsvSource({
    "2, can't be used on this node",
    "4, isn't permitted",
    "5, isn't installed",
    "6, the configuration is wrong",
    "9, was promoted and has failed",
    "77, without a meaning (exit code 77)"
  })
  void everyExitCodeHasItsWords(int code, String words) throws Exception {
    agent.ends("monitor", code);
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook().status());
    assertTrue(sick.reason().contains(words), sick::reason);
    Files.delete(agent.file("codes/monitor"));
    agent.ends("start", code);
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook().start());
    assertTrue(failed.reason().contains(words), failed::reason);
  }

  @Test
  void whatIsNotInstalledHereDoesNotRunHere() throws Exception {
    agent.ends("monitor", 5);
    assertEquals(Outcome.DONE, hook().stop());
    Files.delete(agent.file("codes/monitor"));
    OcfHook hook = hook();
    hook.start();
    agent.ends("monitor", 5);
    assertInstanceOf(Outcome.Unknown.class, hook.stop(), "but it did run here");
    Files.delete(agent.file("codes/monitor"));
  }

  @Test
  void whatCannotBeStartedIsNotStarted() throws Exception {
    agent.ends("validate", 2);
    Outcome.Failed failed = assertInstanceOf(Outcome.Failed.class, hook().start());
    assertTrue(failed.reason().endsWith("correct `parameters` (exit code 2): no such disk"));
    assertFalse(heard().contains("start"));
    agent.ends("validate", 3);
    assertEquals(Outcome.DONE, hook().start(), "an agent that can't validate is believed");
  }

  @Test
  void anAgentWhoseStartIsNotConfirmedIsUnknownAndStopped() throws Exception {
    agent.ends("start", 0);
    OcfHook hook = hook();
    assertInstanceOf(Outcome.Unknown.class, hook.start());
    assertEquals(Outcome.DONE, hook.stop());
    assertTrue(heard().contains("stop"), "although monitor said that it doesn't run");
  }

  @Test
  void theOwnersIsPromotedAndDemotedBeforeItStops() throws Exception {
    OcfHook hook = hook("role", "promoted");
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
    assertEquals(Outcome.DONE, hook.stop());
    assertEquals(List.of("validate-all", "start", "promote", "demote", "stop"), heard());
  }

  @Test
  void whatRunsUnpromotedIsPromotedByAStart() throws Exception {
    hook().start();
    OcfHook hook = hook("role", "promoted");
    assertEquals(new Status.Sick("it runs and isn't promoted"), hook.status());
    assertEquals(Outcome.DONE, hook.start());
    assertEquals(new Status.Running(), hook.status());
    assertEquals(List.of("validate-all", "start", "validate-all", "promote"), heard());
  }

  @Test
  void aMonitorThatHangsIsSickAndDoesNotKeepItFromStopping() throws Exception {
    hook().start();
    Files.writeString(
        agent.root().resolve("resource.d/test/Service"),
        Files.readString(agent.root().resolve("resource.d/test/Service"))
            .replace("  monitor)\n", "  monitor)\n [ -e hang ] && sleep 600\n")
            .replace("rm -f pid", "rm -f hang pid"));
    Files.createFile(agent.file("hang"));
    OcfHook hook = hook("timeout", "3s", "patience", "20s");
    Status.Sick sick = assertInstanceOf(Status.Sick.class, hook.status());
    assertTrue(sick.reason().contains("didn't end within 3s"), sick::reason);
    assertEquals(Outcome.DONE, hook.stop());
  }
}

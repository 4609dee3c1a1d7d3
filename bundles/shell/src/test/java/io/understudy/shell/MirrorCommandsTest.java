package io.understudy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.understudy.api.Outcome;
import io.understudy.desk.kit.EngineAccess;
import io.understudy.shell.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorCommandsTest {
  private static final String ME = System.getProperty("user.name");

  @TempDir Path data;

  private final DummyEngine engine = new DummyEngine();
  private final DummyMirrors mirrors = new DummyMirrors();
  private final EngineAccess access = new EngineAccess();
  private ControlServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ControlServer(new Commands(access, new Restart(null), "0.1.0"), data);
    access.bindCluster(engine);
    access.bindControl(engine);
    access.bindMirrors(mirrors);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Answer ask(String... words) throws IOException {
    return new TestClient(data).ask(words);
  }

  @Test
  void statusShowsEachRuleAndWhatItObjects() throws IOException {
    Answer answer = ask("status");
    assertEquals(0, answer.code());
    for (String part :
        List.of(
            "/srv/mail",
            "continuous",
            "stream",
            "sends",
            "comparing (12",
            "17",
            "/srv/www",
            "rests",
            "pages: no takeover by itself: its copy is 2 h old")) {
      assertTrue(answer.out().contains(part), part + " in\n" + answer.out());
    }
  }

  @Test
  void statusForProgramsHasTheRulesToo() throws IOException {
    Map<String, Object> all = JSON.std.mapFrom(ask("status", "--json").out());
    List<?> rules = (List<?>) all.get("mirrors");
    Map<?, ?> mail = (Map<?, ?>) rules.getFirst();
    assertEquals("sends", mail.get("direction"));
    Map<?, ?> copy = (Map<?, ?>) ((List<?>) mail.get("copies")).getFirst();
    assertEquals(17, copy.get("dirty"));
    assertEquals("2026-01-01T00:00:00Z", copy.get("oldest"));
    assertEquals("its copy is 2 h old", ((Map<?, ?>) rules.getLast()).get("objection"));
  }

  @Test
  void withoutMirroringStatusHasNoRulesAndCommandsSayWhy() throws IOException {
    access.unbindMirrors(mirrors);
    assertEquals(0, ask("status").code());
    assertEquals(List.of(), JSON.std.mapFrom(ask("status", "--json").out()).get("mirrors"));
    Answer answer = ask("quarantine", "list");
    assertEquals(1, answer.code());
    assertTrue(answer.error().contains("nothing is mirrored here"), answer.error());
  }

  @Test
  void aRuleIsMirroredAtOnce() throws IOException {
    Answer answer = ask("mirror-now", "mail");
    assertEquals(0, answer.code());
    assertEquals("mail is mirrored\n", answer.out());
    assertEquals(List.of("mirror mail"), mirrors.orders);
    assertTrue(ask("mirror-now", "male").error().contains("there are: [mail, pages]"));
    mirrors.answer = new Outcome.Failed("no contact with b");
    assertEquals(1, ask("mirror-now", "mail").code());
    mirrors.answer = new Outcome.Unknown("b went silent");
    assertEquals(4, ask("mirror-now", "mail").code());
  }

  @Test
  void theQuarantineIsListedForPeopleAndPrograms() throws IOException {
    Answer list = ask("quarantine", "list");
    assertEquals(0, list.code());
    assertTrue(list.out().contains("q-17") && list.out().contains("42"), list.out());
    Map<String, Object> all = JSON.std.mapFrom(ask("quarantine", "list", "--json").out());
    Map<?, ?> file = (Map<?, ?>) ((List<?>) all.get("quarantine")).getFirst();
    assertEquals("q-17", file.get("id"));
    assertEquals(42, file.get("size"));
  }

  @Test
  void whatUsersWroteDoesNotCommandTheTerminal() throws IOException {
    assertFalse(ask("quarantine", "list").out().contains("\u001b"));
    Answer diff = ask("quarantine", "diff", "q-17");
    assertEquals(0, diff.code());
    assertEquals("-old\n+new?[2J\n", diff.out());
  }

  @Test
  void aQuarantinedFileIsRestoredOrDiscardedByItsExactId() throws IOException {
    assertEquals(0, ask("quarantine", "restore", "q-17").code());
    assertEquals(0, ask("quarantine", "discard", "q-17").code());
    assertEquals(List.of("restore q-17 by " + ME, "discard q-17 by " + ME), mirrors.orders);
    assertEquals(2, ask("quarantine", "discard", "q-1").code());
    assertEquals(2, ask("quarantine", "discard").code());
    assertEquals(2, mirrors.orders.size());
    mirrors.answer = new Outcome.Failed("this node doesn't own web");
    assertEquals(1, ask("quarantine", "restore", "q-17").code());
  }

  @Test
  void aWrongWordSaysWhichWouldBeRight() throws IOException {
    assertEquals(2, ask("quarantine").code());
    assertTrue(ask("quarantine", "burn", "q-17").error().contains("quarantine discard ID"));
    assertTrue(ask("quarantine", "diff").error().contains("use: understudy quarantine diff ID"));
  }
}

package io.understudy.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedSettingsTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final String ENGINE = "io.understudy.engine";
  private static final String GROUP = "io.understudy.engine.group-web";
  private static final String HOOK = "io.understudy.hook.http-web";
  private static final String RULE = "io.understudy.mirroring.rule-mail";
  private static final String WEB = "io.understudy.web";

  private Instant now = Instant.EPOCH;
  private final SharedSettings a = new SharedSettings(() -> now);
  private final SharedSettings b = new SharedSettings(() -> now);
  private final Map<String, Map<String, Object>> atA = new HashMap<>();
  private final Map<String, Map<String, Object>> atB = new HashMap<>();

  @BeforeEach
  void alike() {
    for (var one : List.of(atA, atB)) {
      one.put(
          GROUP, Map.of("name", "web", "services", "web, mail", "service.pid", "x" + one.size()));
      one.put(HOOK, Map.of("name", "web", "port", "80"));
    }
    atA.put(ENGINE, Map.of("node", "a", "nodes", "a, b"));
    atB.put(ENGINE, Map.of("node", "b", "nodes", "a,b"));
    atA.put(WEB, Map.of("port", "8443"));
    atB.put(WEB, Map.of("port", "9443"));
  }

  /// Beats of some seconds, then what each says.
  private void talk(int seconds, double loss) {
    a.are(atA);
    b.are(atB);
    for (int beat = 0; beat < seconds * 40; beat++) {
      byte[] of = a.rider();
      byte[] back = b.rider();
      if (beat * loss % 1 + loss < 1) {
        b.heard(ByteBuffer.wrap(of));
        a.heard(ByteBuffer.wrap(back));
      }
      now = now.plusMillis(25);
      if (beat % 40 == 0) {
        a.problems(B);
        b.problems(A);
      }
    }
  }

  private static List<String> words(List<Problem> problems) {
    return problems.stream().map(problem -> problem.subject() + ": " + problem.what()).toList();
  }

  @Test
  void whatIsAlikeOrBelongsToANodeIsNoProblem() {
    talk(60, 0);
    assertEquals(List.of(), a.problems(B));
    assertEquals(List.of(), b.problems(A));
  }

  @Test
  void aFormsNumberIsAFilesText() {
    atA.put(RULE, Map.of("name", "mail", "priority", "8", "include", "*.a, *.b"));
    atB.put(RULE, Map.of("name", "mail", "priority", 8, "include", new String[] {"*.a", "*.b"}));
    talk(60, 0);
    assertEquals(List.of(), a.problems(B));
  }

  @Test
  void aHookMayBeSetOtherwiseOnEachNode() {
    atB.put(HOOK, Map.of("name", "web", "port", "81"));
    talk(60, 0);
    assertEquals(List.of(), a.problems(B));
  }

  @Test
  void whatDiffersForAWhileIsToldOnBothUntilItIsAlike() {
    atB.put(GROUP, Map.of("name", "web", "services", "web"));
    talk(10, 0);
    assertEquals(List.of(), a.problems(B));
    talk(10, 0.3);
    assertEquals(List.of(GROUP + ".cfg: it is set otherwise at b"), words(a.problems(B)));
    assertEquals(List.of(GROUP + ".cfg: it is set otherwise at a"), words(b.problems(A)));
    atA.put(GROUP, Map.of("name", "web", "services", "web"));
    talk(2, 0);
    assertEquals(List.of(), a.problems(B));
  }

  @Test
  void whatOnlyOneNodeHasIsTold() {
    talk(20, 0);
    atA.put("io.understudy.engine.group-mail", Map.of("name", "mail"));
    atB.remove(HOOK);
    talk(30, 0);
    assertEquals(
        List.of(
            "io.understudy.engine.group-mail.cfg: it is here and not at b",
            HOOK + ".cfg: it is here and not at b"),
        words(a.problems(B)));
    assertEquals(2, b.problems(A).size());
  }

  @Test
  void ofANodeThatIsSilentOrOlderNothingIsSaid() {
    atB.put(GROUP, Map.of("name", "web"));
    talk(30, 0);
    assertEquals(1, a.problems(B).size());
    now = now.plusSeconds(60);
    assertEquals(List.of(), a.problems(B));
    SharedSettings alone = new SharedSettings(() -> now);
    alone.are(atA);
    for (int i = 0; i < 100; i++) {
      alone.heard(ByteBuffer.allocate(0));
    }
    assertEquals(List.of(), alone.problems(B));
  }

  @Test
  void garbageIsPassedOver() {
    a.are(atA);
    a.heard(ByteBuffer.wrap(new byte[] {0, 1, -1, -1, 5}));
    a.heard(ByteBuffer.wrap(new byte[] {9}));
    assertEquals(List.of(), a.problems(B));
  }
}

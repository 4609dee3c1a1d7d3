package io.understudy.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Guarantee;
import io.understudy.api.Rehearsal;
import io.understudy.api.Safety;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetyCommandsTest {
  private final Map<String, String> asked = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String run(double falsePerDay, String... words) throws Exception {
    Safety safety =
        new Safety(
            Duration.ofMillis(287),
            List.of(
                new Safety.Part("until the lease ends", Duration.ofMillis(257), true),
                new Safety.Part("until the devices agree", Duration.ofMillis(217), false)),
            List.of("group web waits for a confirmed fence"),
            19,
            0.125,
            falsePerDay,
            new Guarantee(Guarantee.Level.BEST_EFFORT, "only one device"));
    ExitCode code =
        SafetyCommands.safety(
            changes -> {
              asked.putAll(changes);
              return safety;
            },
            new Request("admin", List.of(words)),
            new FramedReply(Channels.newChannel(out)));
    assertEquals(ExitCode.DONE, code);
    return out.toString(StandardCharsets.UTF_8).substring(5); // behind the head of its frame
  }

  @Test
  void settingsAreAskedFor() throws Exception {
    String text = run(0, "safety", "lease=300ms", "beat=30ms");
    assertEquals(Map.of("lease", "300ms", "beat", "30ms"), asked);
    for (String part :
        List.of("287 ms at most", "meanwhile", "confirmed fence", "12.5 %", "best effort")) {
      assertTrue(text.contains(part), text);
    }
    text.lines()
        .filter(line -> !line.startsWith("Never"))
        .forEach(line -> assertTrue(line.length() <= 80, line));
  }

  @Test
  void frequenciesAreInWordsOfPeople() throws Exception {
    assertTrue(run(0, "safety").contains("never in a lifetime"));
    assertTrue(run(1 / 3650.0, "safety").contains("once in 10 years"));
    assertTrue(run(0.1, "safety").contains("once in 10 days"));
    assertTrue(run(12, "safety").contains("12 times a day"));
  }

  @Test
  void programsGetJson() throws Exception {
    assertTrue(run(0, "safety", "--json").contains("\"takeoverMs\" : 287.0"), out::toString);
  }

  @Test
  void otherWordsAreRefused() {
    assertThrows(UsageException.class, () -> run(0, "safety", "fast"));
    assertThrows(UsageException.class, () -> run(0, "safety", "--slow"));
  }

  private String whatIf(String... words) throws Exception {
    SafetyCommands.whatIf(
        PLAYED, new Request("admin", List.of(words)), new FramedReply(Channels.newChannel(out)));
    return out.toString(StandardCharsets.UTF_8).substring(5);
  }

  @Test
  void aFaultIsPlayedWithWhatWasAsked() throws Exception {
    String text = whatIf("what-if", "loss", "--lasts", "3s", "--share=0.4", "lease=300ms");
    assertEquals(
        new Rehearsal.Fault(Rehearsal.Kind.LOSS, Duration.ofSeconds(3), 0.4), PLAYED.fault);
    assertEquals(Map.of("lease", "300ms"), PLAYED.changes);
    assertTrue(text.contains("owned the group after 7 of them"), text);
    text.lines().forEach(line -> assertTrue(line.length() <= 80, line));
  }

  @Test
  void theHistoryIsPlayed() throws Exception {
    String text = whatIf("what-if", "history", "lease=300ms");
    for (String part :
        List.of("moved a group 1 times", "4 silences", "the owner was silent", "7 of 10")) {
      assertTrue(text.contains(part), text);
    }
    text.lines().forEach(line -> assertTrue(line.length() <= 80, line));
  }

  @Test
  void badFaultsAreRefused() {
    assertThrows(UsageException.class, () -> whatIf("what-if"));
    assertThrows(UsageException.class, () -> whatIf("what-if", "hang", "crash"));
    for (String[] words :
        new String[][] {
          {"what-if", "flood"},
          {"what-if", "hang", "--lasts", "1h"},
          {"what-if", "loss", "--share", "2"},
          {"what-if", "loss", "--share", "all"}
        }) {
      assertThrows(IllegalArgumentException.class, () -> whatIf(words));
    }
  }

  private static final Played PLAYED = new Played();

  private static final class Played implements Rehearsal {
    private static final Result RESULT =
        new Result(10, 7, Duration.ofMillis(251), Duration.ofMillis(260), Duration.ZERO);
    Map<String, String> changes = Map.of();
    Fault fault = new Fault(Kind.CRASH, Duration.ZERO, 0);

    @Override
    public Result play(Map<String, String> asked, Fault what) {
      changes = asked;
      fault = what;
      return RESULT;
    }

    @Override
    public Replay replay(Map<String, String> asked) {
      changes = asked;
      Replayed one =
          new Replayed(Instant.EPOCH, "the owner was silent", Duration.ofMillis(400), RESULT);
      return new Replay(Instant.EPOCH, 4, 3, List.of(one));
    }
  }
}

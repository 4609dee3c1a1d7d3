package io.understudy.hook.kit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.hook.kit.Call.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CallTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  private static Call shell(String line) {
    return Call.of(List.of("/bin/sh", "-c", line));
  }

  private boolean alive(String file) throws Exception {
    String pid = Files.readString(folder.resolve(file)).strip();
    return Incarnation.of(Long.parseLong(pid)).isPresent();
  }

  @Test
  void tellsExitCodeAndWhatWasWritten() throws Exception {
    Answer answer = shell("echo one; echo two >&2; exit 3").run(LONG);
    assertEquals(new Answer.Ended(3, "one\ntwo\n"), answer);
    assertEquals("exit code 3: one / two", answer.toString());
  }

  @Test
  void runsWhereAndWithWhatItIsTold() throws Exception {
    Answer answer = shell("pwd; echo $WORD").in(folder).with(Map.of("WORD", "w")).run(LONG);
    assertEquals(new Answer.Ended(0, folder + "\nw\n"), answer);
  }

  @Test
  void keepsTheEndOfALot() throws Exception {
    Answer.Ended ended =
        assertInstanceOf(
            Answer.Ended.class,
            shell("head -c 3000000 /dev/zero | tr '\\0' x; echo end").run(LONG));
    assertEquals(4096, ended.output().length());
    assertTrue(ended.output().endsWith("xend\n"));
  }

  @Test
  void killsWhatDoesNotEndInTimeWithAllThatItBegan() throws Exception {
    String line = "trap '' TERM; sleep 600 & echo $! >child; echo stuck; while :; do wait; done";
    Answer.Killed killed =
        assertInstanceOf(Answer.Killed.class, shell(line).in(folder).run(Duration.ofSeconds(3)));
    assertTrue(killed.reason().contains("didn't end within 3s and was killed: stuck"));
    assertFalse(alive("child"));
  }

  @Test
  void killsWhatAQuestionLeavesBehind() throws Exception {
    Answer answer = shell("sleep 600 & echo $! >child; echo done").in(folder).run(LONG);
    assertEquals(new Answer.Ended(0, "done\n"), answer);
    assertFalse(alive("child"));
  }

  @Test
  void leavesADaemonWhoseOutputIsLogged() throws Exception {
    Path log = folder.resolve("log/call.log");
    Answer answer = shell("sleep 600 & echo $! >child; echo done").in(folder).into(log).run(LONG);
    assertEquals(new Answer.Ended(0, "done\n"), answer);
    assertTrue(alive("child"));
    Signals.send(
        "KILL", List.of(Long.parseLong(Files.readString(folder.resolve("child")).strip())));
  }

  @Test
  void aLogIsAppendedToAndTheAnswerHasWhatIsNew() throws Exception {
    Path log = folder.resolve("call.log");
    shell("echo one").into(log).run(LONG);
    assertEquals(new Answer.Ended(0, "two\n"), shell("echo two").into(log).run(LONG));
    assertEquals("one\ntwo\n", Files.readString(log));
  }

  @Test
  void killsWhatWritesALogWithoutEnd() throws Exception {
    Answer.Killed killed =
        assertInstanceOf(
            Answer.Killed.class, shell("cat /dev/zero").into(folder.resolve("call.log")).run(LONG));
    assertTrue(killed.reason().contains("wrote more than 8 MiB"), killed::reason);
    shell("true").into(folder.resolve("call.log")).run(LONG);
    assertTrue(Files.exists(folder.resolve("call.log.old")));
    assertEquals(0, Files.size(folder.resolve("call.log")));
  }

  @Test
  void killsItsProgramWhenInterrupted() throws Exception {
    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThrows(
                        InterruptedException.class,
                        () -> shell("echo $$ >self; sleep 600").in(folder).run(LONG)));
    await()
        .until(
            () -> Files.exists(folder.resolve("self")) && Files.size(folder.resolve("self")) > 0);
    caller.interrupt();
    caller.join();
    assertFalse(alive("self"));
  }

  @Test
  void saysThatThereIsNoSuchProgram() throws Exception {
    assertInstanceOf(Answer.Unstartable.class, Call.of(List.of("/nothing/here")).run(LONG));
    assertInstanceOf(Answer.Unstartable.class, Call.of(List.of("no-such-program")).run(LONG));
  }

  @Test
  void runsOrdinarily() throws Exception {
    Answer.Ended ended =
        assertInstanceOf(
            Answer.Ended.class, Call.of(List.of("/bin/cat", "/proc/self/stat")).run(LONG));
    String[] fields = ended.output().substring(ended.output().lastIndexOf(')') + 2).split(" ");
    assertEquals(fields[2], fields[3], "a session of its own");
    assertEquals("0", fields[38], "SCHED_OTHER");
  }
}

package io.understudy.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.ClusterView;
import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.Term;
import io.understudy.engine.decision.Beat;
import io.understudy.engine.decision.Durable;
import io.understudy.engine.decision.Electorate;
import io.understudy.engine.decision.Tempo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  private static final Durable FULL =
      new Durable(
          Map.of(
              new GroupId("web"),
              new Durable.GroupRecord(
                  new Term(17),
                  true,
                  List.of(
                      new Electorate(
                          new Electorate.Version(0, ""),
                          Map.of(new DeviceId("router"), 2, new DeviceId("printer"), 1)),
                      new Electorate(new Electorate.Version(1, "a"), Map.of()))),
              new GroupId("mail"),
              new Durable.GroupRecord(
                  Term.NONE,
                  false,
                  List.of(),
                  new Durable.Failures(
                      "8f-boot",
                      "service imap: no = answer",
                      List.of(new Durable.Failure("imap", 17), new Durable.Failure("", 18))))),
          Optional.of(
              new ClusterView.Hold(
                  "memory = bad,\nsays \u00e9mile",
                  "root",
                  Instant.parse("2026-01-02T03:04:05Z"),
                  true)),
          new Beat.Maintenance(true, 12),
          Optional.of(
              new Durable.Pause(
                  "8f-boot",
                  123456789L,
                  Map.of(new GroupId("web"), new Term(17)),
                  true,
                  new Tempo(1, 2, 3, 4, 5, 6))));

  @TempDir Path home;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    assertEquals(FULL, StateFile.read(StateFile.write(FULL)));
    assertEquals(Durable.EMPTY, StateFile.read(StateFile.write(Durable.EMPTY)));
  }

  @Test
  void ofAnOlderProgramATermMeansThatSomebodyMayHaveOwned() throws IOException {
    String older = new String(StateFile.write(FULL), UTF_8).replaceAll("(?m)^.*owned=.*$", "");
    Durable read = StateFile.read(older.getBytes(UTF_8));
    assertTrue(read.groups().get(new GroupId("web")).owned());
    assertFalse(read.groups().get(new GroupId("mail")).owned());
  }

  @Test
  void anotherFormatIsRefusedInWords() {
    byte[] newer =
        new String(StateFile.write(FULL), UTF_8).replace("format=1", "format=9").getBytes(UTF_8);
    IOException why = assertThrows(IOException.class, () -> StateFile.read(newer));
    assertTrue(why.getMessage().contains("format 9"), why.getMessage());
  }

  @Test
  void nonsenseIsRefused() {
    byte[] nonsense = "format=1\nheld.at=yesterday".getBytes(UTF_8);
    assertThrows(IOException.class, () -> StateFile.read(nonsense));
  }

  @Test
  void theDiskKeepsTheLastStateInOrder() throws Exception {
    Path file = home.resolve("data/cluster.state");
    try (Disk disk = new Disk(file)) {
      assertEquals(Durable.EMPTY, disk.found());
      disk.write(Durable.EMPTY, () -> {}, why -> {});
      disk.write(FULL, () -> {}, why -> {});
    }
    try (Disk disk = new Disk(file)) {
      assertEquals(FULL, disk.found());
      assertEquals("", disk.corruption());
    }
  }

  @Test
  void aCorruptFileIsSetAsideAndSaid() throws Exception {
    Path file = home.resolve("data/cluster.state");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "what is this?");
    try (Disk disk = new Disk(file)) {
      assertEquals(Durable.EMPTY, disk.found());
      assertTrue(disk.corruption().contains("cluster.state.corrupt"), disk.corruption());
    }
    assertEquals("what is this?", Files.readString(file.resolveSibling("cluster.state.corrupt")));
  }
}

package io.understudy.mirroring.standby;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import io.understudy.mirroring.link.Connection;
import io.understudy.mirroring.link.Opening;
import io.understudy.mirroring.link.Refused;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReceptionTest {
  private static final NodeId C = new NodeId("c");
  private static final Term EIGHT = new Term(8);

  @TempDir Path folder;
  private Standby node;

  @BeforeEach
  void start() throws IOException {
    node = start(folder.resolve("data"));
  }

  private Standby start(Path data) throws IOException {
    return new Standby(folder, Files.createDirectories(folder.resolve("root")), data);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void refused(String why, Opening opening) {
    Refused refused = assertThrows(Refused.class, () -> node.dial(opening));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  private void owns(Role role, NodeId owner, Term term, boolean contact) {
    node.ownership = Optional.of(new Ownership(role, Optional.of(owner), term, contact));
  }

  private boolean has(String name) {
    return Files.exists(node.root.resolve(name));
  }

  @Test
  void whatTheOwnerSendsIsWritten() throws Exception {
    try (Connection connection = node.dial()) {
      Standby.put(connection, 1);
      assertTrue(has("f1"));
      Incoming incoming = node.reception.incoming("pages").orElseThrow();
      assertEquals(Standby.A, incoming.from());
      assertEquals(Standby.SEVEN, incoming.term());
      assertEquals(1, incoming.bytesRead());
    }
    await().until(() -> node.reception.incoming("pages").isEmpty());
  }

  @Test
  void whoIsNotTheOwnerIsRefusedInWords() {
    Opening good = Standby.data(Standby.SEVEN);
    GroupId web = Standby.GROUP;
    refused(
        "no rule other", Opening.data("other", web, good.term(), good.from(), good.to(), "puts"));
    refused(
        "no rule pages of group mail",
        Opening.data("pages", new GroupId("mail"), good.term(), good.from(), good.to(), "puts"));
    refused("is in term 7 here, not 6", Standby.data(new Term(6)));
    refused("is in term 7 here, not 8", Standby.data(EIGHT));
    owns(Role.OWNER, Standby.B, Standby.SEVEN, false);
    refused("this node owns group web itself", good);
    owns(Role.STANDBY, C, Standby.SEVEN, true);
    refused("c owns group web, not a", good);
    owns(Role.STANDBY, Standby.A, Standby.SEVEN, false);
    refused("does not hear a", good);
    node.ownership =
        Optional.of(new Ownership(Role.STANDBY, Optional.empty(), Standby.SEVEN, true));
    refused("nobody owns", good);
    node.ownership = Optional.empty();
    refused("no group web", good);
    assertEquals(List.of(), node.reception.problems());
  }

  @Test
  void aMissingStrategyIsAProblemUntilItIsThere() throws Exception {
    var puts = node.strategies.remove("puts");
    refused("no strategy puts", Standby.data(Standby.SEVEN));
    assertEquals(1, node.reception.problems().size());
    node.strategies.put("puts", puts);
    node.dial().close();
    assertEquals(List.of(), node.reception.problems());
  }

  @Test
  void owningEndsItAtOnceAndForGood() throws Exception {
    try (Connection connection = node.dial()) {
      Standby.put(connection, 1);
      long start = System.nanoTime();
      node.reception.own(Standby.GROUP, EIGHT);
      assertTrue(System.nanoTime() - start < 2_000_000_000L);
      assertThrows(IOException.class, () -> Standby.put(connection, 2));
      assertFalse(has("f2"));
    }
    // Though the view that the engine shows is an old one.
    refused("this node owned the group in term 8", Standby.data(Standby.SEVEN));
    owns(Role.STANDBY, Standby.A, new Term(9), true);
    try (Connection connection = node.dial(Standby.data(new Term(9)))) {
      Standby.put(connection, 3);
    }
  }

  @Test
  void aTermThatIsOverStaysSoAfterARestart() throws Exception {
    owns(Role.STANDBY, Standby.A, EIGHT, true);
    node.dial(Standby.data(EIGHT)).close();
    node.close();
    node = start(folder.resolve("data"));
    refused("term 7 of a is over", Standby.data(Standby.SEVEN));
    owns(Role.STANDBY, Standby.A, EIGHT, true);
    node.dial(Standby.data(EIGHT)).close();
  }

  @Test
  void aNewTermEndsTheOldOne() throws Exception {
    try (Connection old = node.dial()) {
      Standby.put(old, 1);
      owns(Role.STANDBY, Standby.A, EIGHT, false);
      node.reception.review();
      assertThrows(IOException.class, () -> Standby.put(old, 2));
    }
    owns(Role.STANDBY, Standby.A, EIGHT, true);
    try (Connection fresh = node.dial(Standby.data(EIGHT))) {
      Standby.put(fresh, 3);
      owns(Role.STANDBY, Standby.A, EIGHT, false);
      node.reception.review();
      Standby.put(fresh, 4); // contact alone is no reason to end it
      owns(Role.STANDBY, Standby.A, new Term(9), true);
      try (Connection newest = node.dial(Standby.data(new Term(9)))) {
        Standby.put(newest, 5);
      }
      assertThrows(IOException.class, () -> Standby.put(fresh, 6));
    }
    assertFalse(has("f2") || has("f6"));
  }

  @Test
  void aNewerConnectionTakesTheOldOnesPlace() throws Exception {
    try (Connection old = node.dial();
        Connection fresh = node.dial()) {
      Standby.put(fresh, 1);
      assertThrows(IOException.class, () -> Standby.put(old, 2));
      assertEquals(1, node.reception.incoming("pages").orElseThrow().bytesRead());
    }
  }

  @Test
  void endingARuleWaitsUntilItHasEnded() throws Exception {
    try (Connection connection = node.dial()) {
      Standby.put(connection, 1);
      assertTrue(node.reception.end(one -> one.strategy().equals("puts"), "it is replaced"));
      assertTrue(node.reception.incoming("pages").isEmpty());
      assertThrows(IOException.class, () -> Standby.put(connection, 2));
    }
    node.dial().close();
  }

  @Test
  void aMissingRootIsMadeButNotItsParent() throws Exception {
    Files.delete(node.root);
    node.dial().close();
    assertTrue(Files.isDirectory(node.root));
    assertEquals("rwxr-xr-x", mode(node.root));
    node.close();
    node = new Standby(folder, folder.resolve("not/there"), folder.resolve("data"));
    refused("neither does the directory above it", Standby.data(Standby.SEVEN));
    assertTrue(node.reception.problems().getFirst().toString().contains("not/there"));
  }

  private static String mode(Path path) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path));
  }

  private void ownChange(String name) throws IOException {
    Files.writeString(node.root.resolve(name), "mine");
    node.leftovers.put(
        "pages", new Unmirrored(new Term(6), Shelf.LATER, false, List.of(RelativePath.of(name))));
  }

  @Test
  void ownChangesAreInQuarantineBeforeAnythingIsReceived() throws Exception {
    ownChange("f1");
    try (Connection connection = node.dial()) {
      assertFalse(has("f1"));
      Standby.put(connection, 1);
    }
    assertEquals(1, node.reception.quarantine().list().size());
    assertTrue(node.leftovers.isEmpty());
    assertEquals(1, node.reception.problems().size());
    node.dial().close();
    assertEquals(1, node.reception.quarantine().list().size());
  }

  @Test
  void whatCanNotBeForgottenOrPutAwayIsNotOverwritten() throws Exception {
    ownChange("f1");
    node.forgetful = false;
    refused("it can't be forgotten", Standby.data(Standby.SEVEN));
    node.forgetful = true;
    Files.writeString(node.root.resolve("f1"), "mine too");
    node.close();
    node = start(folder.resolve("blocked"));
    ownChange("f1");
    Files.writeString(node.data.resolve("quarantine"), "in the way");
    refused("can't be put into quarantine", Standby.data(Standby.SEVEN));
    assertEquals("mine", Files.readString(node.root.resolve("f1")));
    assertTrue(node.reception.problems().getFirst().toString().contains("nothing is overwritten"));
    Files.delete(node.data.resolve("quarantine"));
    node.dial().close();
    assertFalse(has("f1"));
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  @Test
  void aQuarantineWithoutRoomStopsTheReception() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString()),
        "needs root");
    try {
      node.close();
      node = start(small.resolve("data"));
      ownChange("f1");
      byte[] large = new byte[1 << 20];
      large[77] = 77;
      Files.write(node.root.resolve("f1"), large);
      for (int i = 0; i < 3; i++) {
        refused("can't be put into quarantine", Standby.data(Standby.SEVEN));
        assertEquals(large.length, Files.size(node.root.resolve("f1")));
      }
      assertEquals(1, node.reception.problems().size());
      assertTrue(run("mount", "-o", "remount,size=4m", small.toString()));
      node.dial().close();
      assertFalse(has("f1"));
      assertEquals(large.length, node.reception.quarantine().list().getFirst().size());
    } finally {
      node.close();
      assertTrue(run("umount", small.toString()));
    }
  }

  @Test
  void whatIsNotMirroredIsKnownAndFalseAlarmsEnd() throws Exception {
    ownChange("f1");
    Files.writeString(node.root.resolve("f1"), "x");
    try (Connection connection = node.dial();
        Connection notices =
            node.dial(Opening.notices(Standby.GROUP, Standby.SEVEN, Standby.A, Standby.B))) {
      Standby.put(connection, 1);
      RelativePath stale = RelativePath.of("stale".getBytes(StandardCharsets.UTF_8));
      Instant since = Instant.parse("2026-01-02T03:04:05Z");
      NoticeTalk.write(
          notices.out(),
          new Notice(
              "pages",
              true,
              1,
              Optional.of(since),
              List.of(stale),
              List.of(),
              Optional.of(3L),
              false));
      await().until(() -> node.reception.behind().of("pages").isPresent());
      Behind.Known known = node.reception.behind().of("pages").orElseThrow();
      assertEquals(List.of(stale), known.names());
      assertEquals(Optional.of(since), known.oldest());
      assertFalse(known.complete());
      assertEquals(1, node.reception.quarantine().list().size());
      NoticeTalk.write(
          notices.out(),
          new Notice(
              "pages",
              false,
              0,
              Optional.empty(),
              List.of(),
              List.of(stale),
              Optional.empty(),
              true));
      await().until(() -> node.reception.quarantine().list().isEmpty());
      assertTrue(node.reception.behind().of("pages").orElseThrow().complete());
      NoticeTalk.write(
          notices.out(),
          new Notice(
              "unknown", true, 5, Optional.empty(), List.of(), List.of(), Optional.empty(), true));
    }
    node.close();
    node = start(folder.resolve("data"));
    assertEquals(0, node.reception.behind().of("pages").orElseThrow().count());
    assertTrue(node.reception.behind().of("unknown").isEmpty());
  }
}

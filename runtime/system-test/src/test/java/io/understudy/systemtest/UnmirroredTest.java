package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Command;
import io.understudy.lab.Node;
import io.understudy.lab.mirroring.MirroredFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What was saved and not yet mirrored when its server died: nobody may have to guess what it was.
class UnmirroredTest extends PlayedWithMirrors {
  private MirroredFolder pages;

  @Override
  void rules() {
    pages = folder("pages").rule("web", "1h", "stream");
  }

  private void limit(String tooOld) {
    pages.change("tooOld", tooOld);
    pages.change("maxLag", tooOld.equals("allow") ? "1d" : "1s");
  }

  private void sends(Node node) {
    soon(
        node + " sends",
        () -> rule(node, "pages").at("direction").text().equals(Optional.of("sends")));
  }

  @Test
  void whatWasNotMirroredIsNamedAndQuarantinedAndCanBeRestored() throws Exception {
    limit("allow");
    Node dead = owner();
    Node survivor = standby();
    Path here = pages.at(dead);
    Path there = pages.at(survivor);
    Files.writeString(here.resolve("index"), "first\n");
    done(dead, "mirror-now", "pages");
    assertEquals("first\n", Files.readString(there.resolve("index")));

    Files.writeString(here.resolve("index"), "second\n");
    Files.writeString(here.resolve("new"), "unmirrored\n");
    soon(
        "the standby knows what it lacks",
        () -> dirty(survivor, "pages").containsAll(List.of("index", "new")));
    stage.lab().faults().powerLoss(dead);
    owns(survivor);
    for (String name : List.of("index", "new")) {
      complains(survivor, name);
    }
    tells(survivor, "index");
    done(survivor, "mirror-accept", "pages");
    assertFalse(
        understudy.status(survivor).at("problems").toString().contains("taken over with"),
        this::reports);
    Files.writeString(there.resolve("index"), "third\n");

    comesBack(dead);
    soon("quarantine", () -> quarantine(dead).size() >= 2);
    String index = id(quarantined(dead, "index").orElseThrow());
    String fresh = id(quarantined(dead, "new").orElseThrow());
    done(survivor, "mirror-now", "pages");
    same(there, here);
    assertEquals("third\n", Files.readString(here.resolve("index")));
    assertFalse(Files.exists(here.resolve("new")), this::reports);

    Command.Result difference = understudy.order(dead, "quarantine", "diff", index);
    assertEquals(0, difference.status(), difference::output);
    assertTrue(difference.output().contains("second"), difference::output);
    Command.Result refused = understudy.order(dead, "quarantine", "restore", index);
    assertNotEquals(0, refused.status(), "only an owner may restore: " + refused.output());
    done(dead, "quarantine", "discard", fresh);
    assertTrue(quarantined(dead, "new").isEmpty(), this::reports);

    stage.awaitStandby();
    done(survivor, "handover", "web", dead.name());
    owns(dead);
    sends(dead);
    done(dead, "quarantine", "restore", index);
    assertEquals("second\n", Files.readString(here.resolve("index")));
    assertTrue(quarantined(dead, "index").isPresent(), () -> "what was there is kept" + reports());
    done(dead, "mirror-now", "pages");
    same(here, there);
  }

  @Test
  void aCopyThatIsTooOldIsNotTakenOverAndSaysWhy() throws Exception {
    limit("refuse");
    Node dead = owner();
    Node other = standby();
    Files.writeString(pages.at(dead).resolve("late"), "unmirrored\n");
    soon("an objection", () -> rule(other, "pages").at("objection").text().isPresent());
    soon("the engine heeds it", () -> !stage.contender().mayTakeOver(other));
    stage.lab().faults().powerLoss(dead);
    Awaitility.await("nobody owns")
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(6))
        .until(() -> stage.contender().owner().isEmpty());
    complains(other, "pages");

    stage.lab().faults().healAll();
    stage.contender().start(dead);
    owns(dead);
    sends(dead);
    done(dead, "mirror-now", "pages");
    soon(
        "no objection", () -> rule(other, "pages").at("objection").text().equals(Optional.empty()));
    same(pages.at(dead), pages.at(other));
  }

  @Test
  void aHandoverBringsWhatAnIntervalHasNotBroughtYet() throws Exception {
    limit("allow");
    Node from = owner();
    Node to = standby();
    Files.writeString(pages.at(from).resolve("brought"), "by the handover\n");
    done(from, "handover", "web", to.name());
    owns(to);
    assertEquals("by the handover\n", Files.readString(pages.at(to).resolve("brought")));
    assertTrue(quarantined(from, "brought").isEmpty(), this::reports);
  }
}

package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import io.understudy.lab.mirroring.MirroredFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A node whose disk is too small for what it is to mirror.
class MirroringDiskFullTest extends PlayedWithMirrors {
  private static final int DISK = 8;

  private MirroredFolder mail;

  @Override
  void rules() {
    mail = folder("mail").rule("web", "continuous", "stream");
    stage.lab().node("b").smallDisk(mail.path(), DISK);
  }

  @Test
  void aFullStandbyStallsWithAnAlarmAndLosesNothing() throws IOException {
    Node owner = stage.lab().node("a");
    Node small = stage.lab().node("b");
    if (!owner().equals(owner)) {
      stage.awaitStandby();
      done(small, "handover", "web", owner.name());
      owns(owner);
    }
    Path here = mail.at(owner);
    Path there = Node.inside(stage.contender().process(small), mail.path());
    Scribe.write(here, "some/before-00000");
    same(here, there);

    // Nothing that could be compressed or left out as a hole.
    byte[] large = new byte[3 << 20];
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      random.nextBytes(large);
      Files.write(here.resolve("large" + i), large);
    }
    complains(owner, "mail");
    Scribe.assertWhole(there, java.util.List.of("some/before-00000"));
    Scribe.write(here, "some/meanwhile-00000");
    assertEquals(owner, owner(), this::reports);
    assertTrue(understudy.status(small).at("ready").isTrue(), this::reports);

    Files.delete(here.resolve("large0"));
    Files.delete(here.resolve("large1"));
    same(here, there);
    Scribe.assertWhole(there, java.util.List.of("some/meanwhile-00000"));
    complainsNoMore(owner, "no space");
  }
}

package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.understudy.lab.Node;
import io.understudy.lab.mirroring.MirroredFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A web server that takes uploads moves with its data.
class MirroringHandoverTest extends PlayedWithMirrors {
  private static final Duration STOPPED = Duration.ofSeconds(1);

  private MirroredFolder uploads;

  @Override
  void rules() {
    assumeTrue(Files.isExecutable(Uploads.SERVER), "nginx is not installed");
    uploads = folder("uploads").rule("web", "continuous", "stream");
    stage.lab().nodes().forEach(node -> Uploads.serve(understudy, node, uploads.path()));
  }

  @Test
  void aHandoverUnderLoadLosesNoUploadAndStopsTheServiceForLessThanASecond() throws Exception {
    for (int round = 0; round < 2; round++) {
      Node from = owner();
      Node to = standby();
      stage.awaitStandby();
      List<String> acknowledged;
      try (Uploads client = new Uploads(stage.lab(), "round" + (char) ('a' + round))) {
        soon("some uploads", () -> client.acknowledged().size() > 100);
        done(from, "handover", "web", to.name());
        owns(to);
        int before = client.acknowledged().size();
        soon("more uploads", () -> client.acknowledged().size() > before + 100);
        acknowledged = client.acknowledged();
      }
      assertFalse(acknowledged.isEmpty());
      Path there = uploads.at(to);
      Scribe.assertWhole(there, acknowledged);
      assertShort(stage.client().polls().outage(since), STOPPED);
      assertTrue(quarantine(from).isEmpty(), () -> quarantine(from) + reports());
      same(uploads);
      stage.calm();
    }
  }
}

package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.lab.Json;
import io.understudy.lab.Node;
import io.understudy.lab.NodeConfig;
import io.understudy.lab.mirroring.MirroredFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Two groups with different owners: each node mirrors to the other at the same time.
class MirroringBothWaysTest extends PlayedWithMirrors {
  /// Sorts after `web`, which the lab takes for the group.
  private static final String OTHER = "workshop";

  private MirroredFolder web;
  private MirroredFolder workshop;

  @Override
  void rules() {
    for (Node node : stage.lab().nodes()) {
      NodeConfig config = understudy.config(node);
      config.set("io.understudy.engine.group-" + OTHER, "name", OTHER);
      config.set("io.understudy.takeover-" + OTHER, "group", OTHER);
      config.set("io.understudy.takeover-" + OTHER, "interface", "eth0");
      config.set("io.understudy.takeover-" + OTHER, "addresses", "10.77.0.101/24");
    }
    web = folder("site").rule("web", "continuous", "stream");
    workshop = folder("plans").rule(OTHER, "continuous", "stream");
  }

  private Optional<String> role(Node node) {
    return understudy.status(node).at("groups").list().stream()
        .filter(group -> group.at("name").text().equals(Optional.of(OTHER)))
        .findAny()
        .orElse(new Json(null))
        .at("role")
        .text();
  }

  @Test
  void eachNodeSendsItsGroupsDataAndReceivesTheOthers() throws IOException {
    Node one = owner();
    Node two = standby();
    if (!role(two).equals(Optional.of("owner"))) {
      stage.awaitStandby();
      done(one, "handover", OTHER, two.name());
      soon(two + " owns the workshop", () -> role(two).equals(Optional.of("owner")));
    }
    List<String> here;
    List<String> there;
    try (Scribe first = new Scribe(web.at(one), "here", 80);
        Scribe second = new Scribe(workshop.at(two), "there", 80)) {
      soon("many files", () -> first.done().size() > 400 && second.done().size() > 400);
      here = first.end();
      there = second.end();
    }
    same(web.at(one), web.at(two));
    same(workshop.at(two), workshop.at(one));
    Scribe.assertWhole(web.at(two), here);
    Scribe.assertWhole(workshop.at(one), there);
    assertEquals(Optional.of("sends"), rule(one, "site").at("direction").text());
    assertEquals(Optional.of("receives"), rule(one, "plans").at("direction").text());
  }
}

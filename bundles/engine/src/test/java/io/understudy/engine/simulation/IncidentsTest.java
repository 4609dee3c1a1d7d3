package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.understudy.engine.decision.Core;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Golden transcripts: one readable file for each incident, in `src/test/resources/incidents`.
/// `-Dunderstudy.record=true` writes them anew, to be reviewed like code.
class IncidentsTest {
  private static final long MS = World.MS;
  private static final Path FILES = Path.of("src/test/resources/incidents");

  private static final Map<String, Faults.Fault> INCIDENTS =
      Map.of(
          "power-loss", world -> world.owner().crash(),
          "hang", world -> world.owner().pause(3000 * MS),
          "handover", world -> world.owner().handover(),
          "standby-and-rejoin",
              world -> {
                SimNode owner = world.owner();
                owner.standby();
                world.in(1000 * MS, owner::rejoin);
              },
          "planned-restart", world -> world.owner().planned(800 * MS, History.TIMING),
          "owner-isolated-then-healed",
              world -> {
                int owner = world.owner().index;
                for (boolean[] directions : world.link) {
                  Arrays.fill(directions, false);
                }
                Arrays.fill(world.toDevice[owner], false);
                world.say("the owner is isolated");
                world.in(2000 * MS, world::heal);
              },
          "beats-blocked",
              world -> {
                for (boolean[] directions : world.link) {
                  Arrays.fill(directions, false);
                }
                world.say("no beats on any path; the devices reflect");
                world.in(2000 * MS, world::heal);
              },
          "lan-silent-at-the-owner",
              world -> {
                int owner = world.owner().index;
                Arrays.fill(world.link[0], false);
                Arrays.fill(world.toDevice[owner], false);
                world.say("the owner's LAN is silent");
              },
          "timing-changed",
              world -> {
                world.owner().retime(Faults.SLOW_TIMING);
                world.in(1000 * MS, () -> world.other(world.owner()).retime(Faults.SLOW_TIMING));
              });

  @ParameterizedTest
  @ValueSource(
      strings = {
        "power-loss",
        "hang",
        "handover",
        "standby-and-rejoin",
        "planned-restart",
        "owner-isolated-then-healed",
        "beats-blocked",
        "lan-silent-at-the-owner",
        "timing-changed"
      })
  void anIncidentGoesAsWrittenDown(String name) throws IOException {
    World world = new World(1, History.setting(3, 2, 0, 0, MS, false), new Core(), true);
    world.at(
        5000 * MS,
        () -> {
          world.say("--- " + name);
          INCIDENTS.get(name).happen(world);
        });
    world.run(9000 * MS);
    assertEquals(0, world.overlap);
    Path file = FILES.resolve(name + ".txt");
    if (Boolean.getBoolean("understudy.record")) {
      Files.createDirectories(FILES);
      Files.write(file, world.log);
    }
    List<String> golden = Files.readAllLines(file);
    assertEquals(String.join("\n", golden), String.join("\n", world.log));
  }
}

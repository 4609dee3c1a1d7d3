package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import io.understudy.lab.Scenario;
import io.understudy.lab.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients that only listen learn from the new owner that their connections are gone.
class TickleTest extends PlayedOnStage {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";
  private static final String ANSWER = "HTTP/1.1 200";

  private StayingConnection connection(String address) throws Exception {
    StayingConnection connection = new StayingConnection(stage.lab(), address, 80);
    connection.ask(REQUEST, ANSWER);
    return connection;
  }

  @ParameterizedTest
  @EnumSource(names = {"POWER_LOSS", "HANDOVER", "OWNER_ISOLATED"})
  void aClientThatOnlyListensIsTold(Scenario scenario) throws Exception {
    Node to = standby();
    try (StayingConnection four = connection(Topology.SERVICE);
        StayingConnection six = connection(Topology.SERVICE6)) {
      four.askUntilKnown(REQUEST, ANSWER);
      six.ask(REQUEST, ANSWER);
      takesOver(scenario);
      Instant claimed = moment(to, "claimed", since).orElseThrow();
      for (StayingConnection connection : new StayingConnection[] {four, six}) {
        Optional<Instant> told = connection.ended(Duration.ofSeconds(10));
        assertTrue(told.isPresent(), this::reports);
        System.out.printf(
            "%s: told %d ms after the claim%n",
            scenario, Duration.between(claimed, told.get()).toMillis());
        assertTrue(connection.heard().contains("reset"), connection.heard());
      }
    }
    assertTrue(moment(to, "tickled", since).isPresent(), this::reports);
  }

  @Test
  void nobodyIsToldWhereThatIsSwitchedOff() throws Exception {
    set("enabled = off\n");
    try (StayingConnection connection = connection(Topology.SERVICE)) {
      connection.askUntilKnown(REQUEST, ANSWER);
      takesOver(Scenario.POWER_LOSS);
      assertEquals(Optional.empty(), connection.ended(Duration.ofSeconds(2)));
    } finally {
      set("");
    }
  }

  private void set(String settings) throws IOException {
    for (Node node : stage.lab().nodes()) {
      Path file = node.home().resolve("config/io.understudy.tickle.cfg");
      if (settings.isEmpty()) {
        Files.delete(file);
      } else {
        Files.writeString(file, settings);
      }
    }
  }
}

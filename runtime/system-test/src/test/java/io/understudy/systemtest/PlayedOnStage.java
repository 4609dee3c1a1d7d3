package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import io.understudy.lab.Scenario;
import io.understudy.lab.Stage;
import io.understudy.lab.Topology;
import io.understudy.lab.Trial;
import io.understudy.lab.Understudy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two nodes that run while a class of tests is played, and are calm before each test. How long an
/// outage may be at most is the benchmark's business; here are sanity bounds.
@ExtendWith(NeedsLab.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlayedOnStage {
  /// An outage is never longer than this, on however busy a machine.
  static final Duration SANE = Duration.ofSeconds(3);

  /// A gap that a busy machine makes by itself.
  static final Duration HICCUP = Duration.ofMillis(250);

  Stage stage;
  Understudy understudy;
  Instant since;

  @BeforeAll
  void open() {
    stage = Stage.set(Topology.PAIR, Understudy::new);
    understudy = (Understudy) stage.contender();
    stage.open();
  }

  @BeforeEach
  void calm() {
    stage.calm();
    since = Instant.now();
  }

  @AfterEach
  void neverTwo() {
    stage.lab().faults().healAll();
    neverTwoSince(since);
  }

  void neverTwoSince(Instant moment) {
    assertEquals(
        Duration.ZERO,
        stage.witness().bothAnswered(moment),
        () -> "two nodes answered: " + stage.witness().reigns(moment) + reports());
  }

  @AfterAll
  void close() {
    if (stage != null) {
      stage.close();
    }
  }

  Node owner() {
    return stage.owner();
  }

  Node standby() {
    return stage.standby();
  }

  String reports() {
    StringBuilder all = new StringBuilder();
    stage.lab().nodes().forEach(node -> all.append("\n\n").append(understudy.report(node)));
    return all.toString();
  }

  void takesOver(Scenario scenario) {
    Trial trial = stage.play(scenario);
    assertEquals(Duration.ZERO, trial.both(), () -> trial + reports());
    assertTrue(trial.moved(), () -> trial + reports());
    assertTrue(trial.outage().compareTo(SANE) < 0, () -> trial + reports());
  }

  void staysAsItIs(Scenario scenario) {
    String term = term();
    Trial trial = stage.play(scenario);
    assertEquals(Duration.ZERO, trial.both(), () -> trial + reports());
    assertTrue(!trial.moved(), () -> trial + reports());
    assertTrue(trial.outage().compareTo(HICCUP) < 0, () -> trial + reports());
    assertEquals(term, term(), () -> "no takeover, not even there and back" + reports());
  }

  /// {@return when an event of that kind first happened after a moment, by the node's own history}
  Optional<Instant> moment(Node node, String kind, Instant after) {
    return understudy.events(node).stream()
        .filter(event -> event.at().isAfter(after) && event.kind().equals(kind))
        .map(Understudy.Event::at)
        .findFirst();
  }

  String term() {
    return understudy.group(owner()).at("term").text().orElse("none");
  }

  /// Nothing has happened to the client since the test began, and the owner is the same.
  void nothingMoved(Node owner, String term) {
    assertEquals(term, term(), this::reports);
    nothingMoved(owner);
  }

  /// The same where the owner may have taken a term above one that it heard of (R8): a standby
  /// remembers the one with which it stood in the election at the start.
  void nothingMoved(Node owner) {
    assertEquals(owner, owner(), this::reports);
    for (Node node : stage.lab().nodes()) {
      assertTrue(moment(node, "claimed", since).isEmpty(), this::reports);
    }
    Duration outage = stage.client().polls().outage(since);
    assertTrue(outage.compareTo(HICCUP) < 0, () -> outage + reports());
    neverTwoSince(since);
  }
}

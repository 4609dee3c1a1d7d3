package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Fault;
import io.understudy.lab.Faults;
import io.understudy.lab.Node;
import io.understudy.lab.PowerStrip;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The dangerous case of the article: a node with a failed network card must not put the healthy
/// one down, though it could: each can cut the other's power by a strip that no fault here reaches.
class HealthyNodeTest extends PlayedWithFences {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

  private PowerStrip strip;

  /// What fails at one node.
  enum Failure {
    LAN_CARD_OUT(Faults::cableOut),
    LAN_SILENT(Faults::lanSilent),
    LAN_SENDS_NOTHING(Faults::lanMute),
    LAN_HEARS_NOTHING(Faults::lanDeaf),
    ALL_CARDS_SILENT(Faults::isolated);

    private final BiFunction<Faults, Node, Fault> fault;

    Failure(BiFunction<Faults, Node, Fault> fault) {
      this.fault = fault;
    }
  }

  @BeforeAll
  void plugIn() {
    strip = PowerStrip.open(stage.lab());
    for (Node node : stage.lab().nodes()) {
      strip.serve(understudy.config(node), stage.lab().other(node));
    }
  }

  @AfterAll
  void unplug() {
    strip.close();
  }

  @Override
  void mend(Node node) {
    strip.on(node);
  }

  @ParameterizedTest
  @EnumSource
  void aStandbyThatFailsPutsNobodyDown(Failure failure) {
    require();
    Node healthy = owner();
    fails(failure, standby(), healthy);
    assertTrue(owns(healthy), this::reports);
  }

  @ParameterizedTest
  @EnumSource
  void anOwnerThatFailsPutsNobodyDown(Failure failure) {
    require();
    Node healthy = standby();
    fails(failure, owner(), healthy);
    takesOver(healthy);
  }

  private void fails(Failure failure, Node failed, Node healthy) {
    int before = strip.served().size();
    failure.fault.apply(stage.lab().faults(), failed);
    Instant end = Instant.now().plus(LONG_ENOUGH);
    Awaitility.await().atMost(SOON).until(() -> Instant.now().isAfter(end));
    List<String> served = strip.served().subList(before, strip.served().size());
    assertFalse(served.contains("off " + healthy.name()), () -> served + reports());
    assertTrue(healthy.powered());
    assertFalse(held(healthy).at("automatic").isTrue(), this::reports);
    assertFalse(event(healthy, "stands-down"), this::reports);
  }
}

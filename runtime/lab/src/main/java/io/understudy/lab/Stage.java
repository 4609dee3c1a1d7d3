package io.understudy.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A lab with a contender that runs in it, watched by a client and a witness.
public final class Stage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration INTERRUPTION = Duration.ofMillis(30);

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Lab lab;
  private final Contender contender;
  private final Client client;
  private final Witness witness;

  private Stage(Topology topology, Function<Lab, ? extends Contender> contender) {
    this.lab = part(Lab.build(topology));
    Priority.raise();
    this.contender = part(contender.apply(lab));
    this.client = part(Client.of(lab));
    this.witness = part(lab.witness());
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.addFirst(part);
    return part;
  }

  /// Builds everything; the contender isn't started yet.
  public static Stage set(Topology topology, Function<Lab, ? extends Contender> contender) {
    return new Stage(topology, contender);
  }

  /// Starts the contender on all nodes at once and waits until all is calm.
  public Stage open() {
    lab.nodes().forEach(contender::start);
    calm();
    return this;
  }

  public Lab lab() {
    return lab;
  }

  public Contender contender() {
    return contender;
  }

  public Client client() {
    return client;
  }

  public Witness witness() {
    return witness;
  }

  public Node owner() {
    return contender
        .owner()
        .orElseThrow(() -> new IllegalStateException("no owner, or more than one"));
  }

  public Node standby() {
    return lab.other(owner());
  }

  /// Waits until every node is ready, one owns the service, the client gets answers without a gap
  /// and one node alone answers.
  public void calm() {
    lab.nodes().forEach(node -> contender.awaitReady(node, PATIENCE));
    Pause.until("one owner", PATIENCE, () -> contender.owner().isPresent());
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Instant since = Instant.now();
      Pause.ofMillis(1000);
      if (client.polls().gaps(since).isEmpty() && witness.answering(since).size() == 1) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "no calm: gaps %s, answers %s, failures %s, neighbours %s"
                .formatted(
                    client.polls().gaps(since),
                    witness.reigns(since),
                    client.polls().failures(),
                    Client.neighbours(lab)));
      }
    }
  }

  /// Waits until the standby would take over.
  public void awaitStandby() {
    Node standby = standby();
    Pause.until(standby + " would take over", PATIENCE, () -> contender.mayTakeOver(standby));
  }

  /// Plays a scenario from calm to calm.
  public Trial play(Scenario scenario) {
    calm();
    awaitStandby();
    Node owner = owner();
    Instant since = Instant.now();
    try (Fault _ = scenario.begin(this, owner)) {
      Pause.ofMillis(scenario.lasts().toMillis());
    }
    if (scenario.stopsProgram()) {
      contender.start(owner);
    }
    Pause.ofMillis(scenario.settles().toMillis());
    // A client may believe in the wrong MAC address for long; that is an outage too.
    client.awaitAnswer(PATIENCE);
    Duration outage = client.polls().outage(since);
    long outages = client.polls().outages(since, INTERRUPTION);
    Pause.until("an owner after " + scenario, PATIENCE, () -> contender.owner().isPresent());
    return new Trial(outage, witness.bothAnswered(since), owner() != owner, outages);
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException("while striking the stage", e);
      }
    }
  }
}

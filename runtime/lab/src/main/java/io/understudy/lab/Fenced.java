package io.understudy.lab;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// Understudy that takes nothing over before a fence agent has confirmed that the other node's
/// power is off.
public final class Fenced implements Contender {
  private static final int ASKED = 5;

  private final Lab lab;
  private final Understudy understudy;
  private final PowerStrip strip;

  public Fenced(Lab lab) {
    this.lab = lab;
    this.understudy = new Understudy(lab);
    this.strip = PowerStrip.open(lab);
  }

  @Override
  public String name() {
    return "Understudy, fencing required";
  }

  @Override
  public Optional<String> obstacle() {
    return understudy.obstacle();
  }

  @Override
  public boolean plays(Scenario scenario) {
    return scenario == Scenario.POWER_LOSS;
  }

  @Override
  public void start(Node node) {
    NodeConfig config = understudy.config(node);
    config.set("io.understudy.engine.group-web", "fencing", "require");
    understudy.prepare(node);
    strip.serve(config, lab.other(node));
    understudy.start(node);
  }

  /// {@return how long the agent takes by itself: asked for off and then for the status, of a plug
  /// without a node}
  @Override
  public String remark() {
    List<String> off = List.of(strip.agent().toString());
    long[] took =
        LongStream.range(0, ASKED)
            .map(
                _ -> {
                  long began = System.nanoTime();
                  for (String action : List.of("off", "status")) {
                    Command.attempt(off, strip.request(action, "spare"), Duration.ofSeconds(10));
                  }
                  return (System.nanoTime() - began) / 1_000_000;
                })
            .sorted()
            .toArray();
    return "its fence agent takes %d ms (%d to %d) for off and status"
        .formatted(took[ASKED / 2], took[0], took[ASKED - 1]);
  }

  @Override
  public void awaitReady(Node node, Duration patience) {
    understudy.awaitReady(node, patience);
  }

  @Override
  public boolean mayTakeOver(Node standby) {
    return understudy.mayTakeOver(standby);
  }

  @Override
  public Optional<Node> owner() {
    return understudy.owner();
  }

  @Override
  public long process(Node node) {
    return understudy.process(node);
  }

  @Override
  public void handover(Node to) {
    understudy.handover(to);
  }

  @Override
  public void restart(Node node) {
    understudy.restart(node);
  }

  @Override
  public void close() {
    strip.close();
    understudy.close();
  }
}

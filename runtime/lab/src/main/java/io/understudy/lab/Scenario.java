package io.understudy.lab;

import java.time.Duration;
import java.util.function.BiFunction;

/// What can happen to a running cluster, with what is asked of it.
public enum Scenario {
  POWER_LOSS("power loss of the owner", 300, 400, 5, 3, true, faults(Faults::powerLoss)),
  CABLE_OUT("LAN cable out at the owner", 300, 300, 5, 3, true, faults(Faults::cableOut)),
  LAN_SILENT("LAN silent at the owner", 500, 500, 5, 3, true, faults(Faults::lanSilent)),
  PATH_CUT(
      "heartbeat path cut, healed", 0, 0, 4, 2, false, (stage, owner) -> at(stage).crossoverOut(1)),
  PATH_SILENT(
      "heartbeat path silent, healed",
      0,
      0,
      4,
      2,
      false,
      (stage, owner) -> at(stage).crossoverSilent(1)),
  STANDBY_ISOLATED(
      "standby isolated, healed",
      0,
      0,
      5,
      3,
      false,
      (stage, owner) -> at(stage).isolated(stage.lab().other(owner))),
  OWNER_ISOLATED("owner isolated, healed", 400, 400, 5, 3, true, faults(Faults::isolated)),
  HANG("node hangs 10 s, goes on", 400, 400, 10, 5, true, faults(Faults::hang)),
  KILLED(
      "JVM (keepalived: VRRP process) killed",
      350,
      350,
      5,
      3,
      true,
      (stage, owner) -> at(stage).kill(owner, stage.contender().process(owner))),
  HANDOVER(
      "handover by the administrator",
      50,
      50,
      3,
      2,
      true,
      (stage, owner) -> {
        stage.contender().handover(stage.lab().other(owner));
        return nothing("handover");
      }),
  BEATS_BLOCKED(
      "beats blocked by a firewall", 0, 0, 5, 2, false, (s, owner) -> at(s).beatsBlocked()),
  PORT_ISOLATION(
      "nodes' ports isolated, devices shared",
      0,
      0,
      5,
      2,
      false,
      (stage, owner) -> at(stage).portIsolation()),
  LOSS_20("20 % loss for 60 s", 0, 0, 60, 2, false, (stage, owner) -> at(stage).loss(20)),
  LOSS_40("40 % loss for 60 s", 0, 0, 60, 2, false, (stage, owner) -> at(stage).loss(40)),
  LOAD(
      "8 busy processes on the owner, 20 s",
      0,
      0,
      20,
      2,
      false,
      (s, owner) -> at(s).load(owner, 8)),
  RESTART(
      "owner's program restarted",
      0,
      0,
      1,
      3,
      false,
      (stage, owner) -> {
        stage.contender().restart(owner);
        return nothing("restart");
      }),
  ENGINE_REPLACED("engine bundle replaced on the owner", 0, 0, 4, 1, false, replaced("engine")),
  HEARTBEAT_REPLACED(
      "heartbeat bundle replaced on the owner", 0, 0, 4, 1, false, replaced("heartbeat")),
  LINUX_REPLACED("linux bundle replaced on the owner", 0, 0, 4, 1, false, replaced("linux")),
  TIMING_CHANGED(
      "timing changed on the owner, and back",
      0,
      0,
      4,
      4,
      false,
      (stage, owner) -> {
        profile(stage, owner, "wan");
        return new Fault("timing changed", () -> profile(stage, owner, "default"));
      });

  private final String title;
  private final Duration median;
  private final Duration most;
  private final Duration lasts;
  private final Duration settles;
  private final boolean moves;
  private final BiFunction<Stage, Node, Fault> cause;

  Scenario(
      String title,
      int medianMillis,
      int mostMillis,
      int lastsSeconds,
      int settlesSeconds,
      boolean moves,
      BiFunction<Stage, Node, Fault> cause) {
    this.title = title;
    this.median = Duration.ofMillis(medianMillis);
    this.most = Duration.ofMillis(mostMillis);
    this.lasts = Duration.ofSeconds(lastsSeconds);
    this.settles = Duration.ofSeconds(settlesSeconds);
    this.moves = moves;
    this.cause = cause;
  }

  private static BiFunction<Stage, Node, Fault> faults(BiFunction<Faults, Node, Fault> fault) {
    return (stage, owner) -> fault.apply(at(stage), owner);
  }

  private static BiFunction<Stage, Node, Fault> replaced(String bundle) {
    return (stage, owner) -> {
      ((Understudy) stage.contender()).program(owner).replaceBundle(bundle);
      return nothing(bundle + " replaced");
    };
  }

  private static void profile(Stage stage, Node node, String profile) {
    String pid = "io.understudy.engine";
    NodeConfig config = ((Understudy) stage.contender()).config(node);
    config.set(pid, "profile", profile);
    config.save(pid);
  }

  private static Faults at(Stage stage) {
    return stage.lab().faults();
  }

  private static Fault nothing(String name) {
    return new Fault(name, () -> {});
  }

  Fault begin(Stage stage, Node owner) {
    return cause.apply(stage, owner);
  }

  /// {@return what the table says}
  public String title() {
    return title;
  }

  /// {@return the asked median of the outages}
  public Duration median() {
    return median;
  }

  /// {@return the asked longest outage}
  public Duration most() {
    return most;
  }

  /// {@return whether another node must own the service afterwards}
  public boolean moves() {
    return moves;
  }

  public Duration lasts() {
    return lasts;
  }

  Duration settles() {
    return settles;
  }

  /// {@return whether the owner's program has to be started again}
  boolean stopsProgram() {
    return this == POWER_LOSS || this == KILLED;
  }
}

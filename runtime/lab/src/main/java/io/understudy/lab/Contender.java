package io.understudy.lab;

import java.time.Duration;
import java.util.Optional;

/// A cluster program under test, running on all nodes of one lab.
public interface Contender extends AutoCloseable {
  String name();

  /// {@return why it can't run on this machine; empty if it can}
  Optional<String> obstacle();

  /// {@return whether the program knows such a thing at all}
  default boolean plays(Scenario scenario) {
    return scenario.ordinal() < Scenario.ENGINE_REPLACED.ordinal();
  }

  /// {@return what a reader of its figures has to know; empty if nothing}
  default String remark() {
    return "";
  }

  /// Starts the program and its web server on a node, without waiting.
  void start(Node node);

  /// Waits until the program on the node is ready, as owner or standby.
  void awaitReady(Node node, Duration patience);

  /// {@return whether the node would take over if the owner vanished now}
  default boolean mayTakeOver(Node standby) {
    return true;
  }

  /// {@return the node that says it owns the service; empty if none or more than one does}
  Optional<Node> owner();

  /// {@return the main process on the node}
  long process(Node node);

  /// What an administrator does to move the service to the other node. Waits until it is ordered,
  /// not until it is done.
  void handover(Node to);

  /// Restarts the program on the node as for an upgrade.
  void restart(Node node);

  /// Stops the program and its web server everywhere.
  @Override
  void close();
}

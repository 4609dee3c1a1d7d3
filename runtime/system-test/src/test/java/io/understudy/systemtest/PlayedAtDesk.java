package io.understudy.systemtest;

import org.junit.jupiter.api.BeforeAll;

/// Tests at the web server of the node that owns the group when they begin.
abstract class PlayedAtDesk extends PlayedOnStage {
  Desk desk;

  @BeforeAll
  void openDesk() throws Exception {
    stage.calm();
    desk = Desk.open(owner()).choosePassword();
  }
}

package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.api.Rehearsal;
import io.understudy.api.Rehearsal.Fault;
import io.understudy.api.Rehearsal.Kind;
import io.understudy.engine.decision.Reckoning;
import io.understudy.engine.decision.Timing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a rehearsal says: of the profiles, and against what is known of the rules.
class StageTest {
  private static final int TIMES = 20;

  private static Stage stage(Timing timing) {
    return new Stage(timing, 3, 2);
  }

  private static Rehearsal.Result play(Stage stage, Kind kind, long ms) {
    Rehearsal.Result result =
        stage.play(new Fault(kind, Duration.ofMillis(ms), 0), Stage.Whom.OWNER, TIMES);
    assertEquals(Duration.ZERO, result.both());
    return result;
  }

  private enum Profile {
    DEFAULT(Timing.DEFAULT),
    FAST(Timing.FAST),
    WAN(Timing.WAN);

    final Timing timing;

    Profile(Timing timing) {
      this.timing = timing;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCrashMovesTheGroupWithinWhatIsReckoned(Profile profile) {
    Rehearsal.Result result = play(stage(profile.timing), Kind.CRASH, 0);
    assertEquals(TIMES, result.moved());
    assertTrue(
        result.longest().compareTo(Reckoning.takeover(profile.timing)) <= 0, result.toString());
  }

  @Test
  void aShortHangMovesNothingAndALongOneDoes() {
    assertEquals(0, play(stage(Timing.DEFAULT), Kind.HANG, 100).moved());
    assertEquals(TIMES, play(stage(Timing.DEFAULT), Kind.HANG, 1000).moved());
  }

  /// What would have moved a group, and with a longer lease wouldn't have.
  @Test
  void aHangIsJudgedByTheTimingThatIsPlayed() {
    assertEquals(TIMES, play(stage(Timing.FAST), Kind.HANG, 200).moved());
    assertEquals(0, play(stage(Timing.WAN), Kind.HANG, 1000).moved());
  }

  @Test
  void aCutBetweenTheNodesIsBridgedByTheDevices() {
    Rehearsal.Result result = play(stage(Timing.DEFAULT), Kind.CUT, 5000);
    assertEquals(0, result.moved());
    assertEquals(Duration.ZERO, result.longest());
  }

  @Test
  void anOwnerThatReachesNobodyLosesTheGroup() {
    assertEquals(TIMES, play(stage(Timing.DEFAULT), Kind.ISOLATION, 2000).moved());
  }

  @Test
  void withoutDevicesNothingMovesWhileTheNodesHearEachOther() {
    assertEquals(0, play(stage(Timing.DEFAULT), Kind.DEVICES, 2000).moved());
  }

  @Test
  void longMarginsAreWaitedFor() {
    Timing base = Timing.DEFAULT;
    Timing slow =
        new Timing(
            "slow",
            base.beat(),
            base.burst(),
            base.lease(),
            base.verdict(),
            base.pause(),
            Duration.ofSeconds(20),
            base.window());
    Rehearsal.Result result = play(stage(slow), Kind.CRASH, 0);
    assertEquals(TIMES, result.moved());
    assertTrue(result.longest().compareTo(Duration.ofSeconds(20)) > 0, result.toString());
  }

  @Test
  void lossIsCarried() {
    Fault loss = new Fault(Kind.LOSS, Duration.ofSeconds(10), 0.4);
    assertEquals(0, stage(Timing.DEFAULT).play(loss, Stage.Whom.OWNER, TIMES).moved());
  }

  @Test
  void aStandbyThatIsStruckMovesNothing() {
    Fault hang = new Fault(Kind.HANG, Duration.ofSeconds(2), 0);
    assertEquals(0, stage(Timing.DEFAULT).play(hang, Stage.Whom.STANDBY, TIMES).moved());
  }
}

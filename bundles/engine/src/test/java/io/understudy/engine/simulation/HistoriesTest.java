package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.engine.decision.Core;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Random histories through the decision core. Settings: `-Dunderstudy.histories=N` for more of
/// them, `-Dunderstudy.seed=S` for others, `-Dunderstudy.replay=FAMILY:SEED` prints one.
class HistoriesTest {
  private static final int HISTORIES = Integer.getInteger("understudy.histories", 10_120);
  private static final long FIRST = Long.getLong("understudy.seed", 1);

  @Test
  void neverTwoHoldersNeverEqualTermsNeverAnOldCopyAndCalmInTheEnd() {
    int families = Faults.FAMILIES.size();
    List<String> bad =
        IntStream.range(0, HISTORIES)
            .parallel()
            .mapToObj(
                i ->
                    History.run(
                        Faults.FAMILIES.get(i % families), FIRST + i / families, new Core(), false))
            .filter(history -> !history.good())
            .limit(10)
            .map(
                history ->
                    """
                    -Dunderstudy.replay='%s:%d' two holders for %.1f ms, equal terms %d, old copies %d, \
                    two writers %d, ping-pong %d, calm %b\
                    """
                        .formatted(
                            history.family(),
                            history.seed(),
                            history.overlap() / 1e6,
                            history.equalTerms(),
                            history.oldCopies(),
                            history.writers(),
                            history.pingPongs(),
                            history.calm()))
            .collect(Collectors.toList());
    assertEquals(List.of(), bad, () -> String.join("\n", bad));
  }

  @Test
  void aSeedGivesTheSameHistoryAgain() {
    Faults.Family family = Faults.named("all");
    assertEquals(
        History.run(family, 7, new Core(), true).log(),
        History.run(family, 7, new Core(), true).log());
  }

  /// An owner that rested when it met a restarted peer died before that had heard it: the peer had
  /// no right to claim.
  @Test
  void anOwnerAnswersAPeerThatItHasJustMet() {
    assertTrue(
        History.run(Faults.named("planned pauses and restarts"), 502_127, new Core(), false)
            .good());
  }

  @Test
  void theReplayThatWasAskedForIsGood() {
    String[] replay = System.getProperty("understudy.replay", "all:1").split(":");
    History history =
        History.run(Faults.named(replay[0]), Long.parseLong(replay[1]), new Core(), true);
    if (System.getProperty("understudy.replay") != null) {
      history.log().forEach(System.out::println);
    }
    assertTrue(history.good(), () -> String.join("\n", history.log()));
  }
}

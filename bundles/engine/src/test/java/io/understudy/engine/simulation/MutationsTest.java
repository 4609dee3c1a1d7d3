package io.understudy.engine.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.engine.decision.Bare;
import io.understudy.engine.decision.Core;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Proves that the simulator can fail: a core that lacks a rule is caught by it.
class MutationsTest {
  private static final int MOST = 6000;

  @ParameterizedTest(name = "without {0}: caught in {1}")
  @CsvSource({
    "MORE_THAN_HALF, disjoint",
    "ANNOUNCE, disjoint",
    "WAIT, disjoint",
    "WAIT+ANNOUNCE, disjoint",
    "COUNT_FROM_STAMP, queues and partitions",
    "TICKET, cut and hung",
    "LAPSE_IS_FINAL, disjoint",
    "INSTANT, disjoint",
    "JOINT, electorate",
    "REFLECT, overlapping",
    "LONG_GRANT, planned pauses",
    "LONGEST, timings",
    "PERSIST_FIRST, disk",
    "CONFIRMED_MUTE, delays and orders",
    "RIGHT_ENDS, electorate",
    "OBEYED_GIVES_UP, fencing and sides",
    "FENCE_UNTIL_HEARD, fencing",
    "COPY_TOO_OLD, copies",
    "STOPPED_FIRST, services",
    "FAILED_HERE, services"
  })
  void aCoreWithoutARuleIsCaught(String rules, String family) {
    Core core = Bare.without(rules.split("\\+"));
    assertTrue(
        LongStream.rangeClosed(1, MOST)
            .parallel()
            .anyMatch(seed -> !History.run(Faults.named(family), seed, core, false).safe()),
        () -> "none of %d histories showed that %s is missing".formatted(MOST, rules));
  }
}

package io.understudy.lab.mirroring;

import io.understudy.lab.Fault;
import io.understudy.lab.Pause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The cable between the nodes carries nothing for 20 s, under the lowest wished load, which goes
/// on: how long after it is healed until the copy has all that was done before?
final class CutPlay implements Play.Scenario {
  private static final Duration BEFORE = Duration.ofSeconds(5);
  private static final Duration CUT = Duration.ofSeconds(20);
  private static final Duration AFTER = Duration.ofSeconds(10);

  @Override
  public void play(Trial trial) {
    ImapLoad load = trial.load();
    int rate = trial.wishes().rates().stream().min(Integer::compare).orElseThrow();
    try (Sightings sightings = new Sightings(trial.site().copy(), load.users())) {
      CompletableFuture<List<Operation>> running =
          CompletableFuture.supplyAsync(
              () ->
                  load.run(
                      rate,
                      BEFORE.plus(CUT).plus(AFTER),
                      sightings::await,
                      operation -> trial.copier().told(operation.edit())));
      Pause.ofMillis(BEFORE.toMillis());
      try (Fault _ = trial.site().lab().faults().crossoverSilent(1)) {
        Pause.ofMillis(CUT.toMillis());
      }
      long healed = System.nanoTime();
      List<Operation> before =
          running.join().stream().filter(operation -> operation.doneAt() < healed).toList();
      Pause.until(
          "in step after the cut", Trial.PATIENCE, () -> before.stream().allMatch(Operation::seen));
      long last = before.stream().mapToLong(Operation::seenAt).max().orElse(healed);
      trial.note(Figure.CUT, Math.max(0, Figure.seconds(last - healed)));
      Pause.until("the rest in the copy", Trial.PATIENCE, () -> sightings.missing() == 0);
    }
  }
}

package io.understudy.engine;

import io.understudy.api.Rehearsal.Fault;
import io.understudy.api.Rehearsal.Kind;
import io.understudy.api.Rehearsal.Replay;
import io.understudy.api.Rehearsal.Replayed;
import io.understudy.api.Rehearsal.Result;
import io.understudy.api.kernel.Background;
import io.understudy.engine.simulation.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/// Plays on a [Stage], one play at a time, on a thread that leaves the processor to the node.
final class Rehearsals {
  private static final int TIMES = 50;
  private static final int TIMES_EACH = 5;

  /// More would take minutes.
  private static final int MOST = 200;

  private final Semaphore one = new Semaphore(1);

  Result play(Stage stage, Fault fault) throws InterruptedException {
    return aside(() -> stage.play(fault, Stage.Whom.OWNER, TIMES));
  }

  Replay replay(Stage stage, Silences.Record record) throws InterruptedException {
    Duration noticed = stage.timing().verdict().dividedBy(2);
    List<Silences.Silence> noticeable =
        record.silences().stream()
            .filter(silence -> silence.length().compareTo(noticed) >= 0)
            .toList();
    List<Silences.Silence> longest =
        noticeable.stream()
            .sorted(Comparator.comparing(Silences.Silence::length).reversed())
            .limit(MOST)
            .sorted(Comparator.comparing(Silences.Silence::at))
            .toList();
    List<Replayed> replayed =
        aside(
            () -> {
              List<Replayed> all = new ArrayList<>();
              for (Silences.Silence silence : longest) {
                all.add(replay(stage, silence));
              }
              return all;
            });
    int recorded = record.silences().size();
    return new Replay(record.since(), recorded, recorded - noticeable.size(), replayed);
  }

  /// A peer that nobody hears while devices answer stands still, as far as this node can know; a
  /// node that no device answers is cut off itself.
  private static Replayed replay(Stage stage, Silences.Silence silence) {
    boolean owner = silence.ofOwner() != silence.cutOff();
    Duration lasts =
        silence.length().compareTo(Fault.LONGEST) > 0 ? Fault.LONGEST : silence.length();
    Fault fault = new Fault(silence.cutOff() ? Kind.ISOLATION : Kind.HANG, lasts, 0);
    return new Replayed(
        silence.at(),
        "the %s %s"
            .formatted(
                owner ? "owner" : "standby", silence.cutOff() ? "reached nobody" : "was silent"),
        silence.length(),
        stage.play(fault, owner ? Stage.Whom.OWNER : Stage.Whom.STANDBY, TIMES_EACH));
  }

  private <T> T aside(Callable<T> play) throws InterruptedException {
    if (!one.tryAcquire()) {
      throw new IllegalStateException("another rehearsal is under way; try again in a minute");
    }
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              try {
                return play.call();
              } finally {
                one.release();
              }
            });
    Background.thread("rehearsal").start(task);
    try {
      return task.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IllegalArgumentException unplayable
          ? unplayable
          : new IllegalStateException("the rehearsal failed: a defect", failed.getCause());
    }
  }
}

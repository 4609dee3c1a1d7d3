package io.understudy.hook.kit;

import io.understudy.api.Outcome;
import io.understudy.api.Problem;
import java.time.Duration;
import java.util.List;

/// Starts and stops what serves; whether it serves well is another question, see [Health].
///
/// Everything here ends when it is interrupted.
public interface Control {
  /// Whether it is there.
  sealed interface Presence {
    record Here() implements Presence {}

    /// It was never started, or was stopped.
    record Gone() implements Presence {}

    /// Nothing of it runs, and nobody stopped it.
    record Failed(String reason) implements Presence {}

    /// It can't be told, or is between these.
    record Unclear(String reason) implements Presence {}
  }

  /// Starts it, and needn't wait until it serves.
  Outcome start(Duration patience) throws InterruptedException;

  /// Stops it, and waits until it is gone. Whatever is left half started goes too.
  Outcome stop(Duration patience) throws InterruptedException;

  Presence presence() throws InterruptedException;

  /// {@return where to read why it didn't start}
  String trace();

  /// {@return what is known to be wrong, also while it needn't run} Must not block.
  default List<Problem> problems(HookSettings settings) {
    return List.of();
  }
}

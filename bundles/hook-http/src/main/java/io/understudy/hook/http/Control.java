package io.understudy.hook.http;

import io.understudy.api.Outcome;
import java.time.Duration;

/// Starts and stops what serves; whether it serves well is another question.
interface Control {
  /// Whether it is there.
  sealed interface Presence {
    record Here() implements Presence {}

    record Gone() implements Presence {}

    record Unclear(String reason) implements Presence {}
  }

  /// Starts it, and doesn't wait until it serves.
  Outcome start(Duration patience) throws InterruptedException;

  /// Stops it, and waits until it is gone.
  Outcome stop(Duration patience) throws InterruptedException;

  Presence presence() throws InterruptedException;

  /// {@return where to read why it didn't start}
  String trace();
}

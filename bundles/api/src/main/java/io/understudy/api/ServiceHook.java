package io.understudy.api;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/// Start, stop and status of one service. Blocking, interruptible, idempotent. Deactivating a hook
/// never stops its service; the next one finds it running.
@ConsumerType
public interface ServiceHook {
  /// {@return the name by which a group lists it}
  String name();

  /// {@return whether the service runs on the standby too, so that a takeover needn't wait for it}
  boolean runsOnStandby();

  /// {@return how long [#start] or [#stop] may take}
  Duration patience();

  Outcome start();

  Outcome stop();

  Status status();

  /// Three states, not just yes and no.
  sealed interface Status {
    record Running() implements Status {}

    record Stopped() implements Status {}

    /// It runs and doesn't serve, or can't be asked.
    record Sick(String reason) implements Status {}
  }
}

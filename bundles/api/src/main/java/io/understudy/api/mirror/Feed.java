package io.understudy.api.mirror;

import java.time.Duration;
import java.util.Optional;

/// Gives the items of a pass, in an order in which they can be carried out.
@FunctionalInterface
public interface Feed {
  /// {@return what is to be done next; empty if nothing more is due just now} Never waits. While a
  /// large file is on its way, ask now and then: what is small need not wait for it.
  Optional<Item> next();

  /// To be called before waiting for the standby, and followed by one more [#next]: what comes
  /// meanwhile need not wait for its answer.
  ///
  /// @param wake called when there may be something more, by any thread, perhaps in vain; it must
  ///     not wait
  /// @return how long there is nothing if it isn't called
  default Duration rest(Runnable wake) {
    return Duration.ofSeconds(1);
  }

  /// {@return whether somebody waits for the end of this pass} Else a strategy may gather what it
  /// has to confirm for some moments.
  default boolean hurried() {
    return true;
  }
}

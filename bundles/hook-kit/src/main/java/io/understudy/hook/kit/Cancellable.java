package io.understudy.hook.kit;

import io.understudy.api.Outcome;
import org.jspecify.annotations.Nullable;

/// An order that another thread may end before it is done, by interrupting it. The interruption
/// isn't seen by whoever gave the order.
final class Cancellable {
  private @Nullable Thread carrier;
  private boolean cancelled;

  interface Order {
    Outcome carryOut() throws InterruptedException;
  }

  Outcome carryOut(Order order) throws InterruptedException {
    begin();
    try {
      Outcome outcome = order.carryOut();
      return end() && !(outcome instanceof Outcome.Done) ? stopped() : outcome;
    } catch (InterruptedException e) {
      if (end()) {
        return stopped();
      }
      throw e;
    } finally {
      end();
    }
  }

  private static Outcome stopped() {
    return new Outcome.Failed("it was stopped while it was being started");
  }

  private synchronized void begin() {
    carrier = Thread.currentThread();
    cancelled = false;
  }

  /// {@return whether it was cancelled}
  private synchronized boolean end() {
    if (carrier != null && cancelled) {
      Thread.interrupted();
    }
    carrier = null;
    return cancelled;
  }

  /// Ends the order that is being carried out, if there is one; doesn't wait for that.
  synchronized void cancel() {
    if (carrier != null) {
      cancelled = true;
      carrier.interrupt();
    }
  }
}

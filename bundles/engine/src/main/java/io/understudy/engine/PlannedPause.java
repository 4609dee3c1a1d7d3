package io.understudy.engine;

import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.hooks.bundle.EventHook;

/// Sees that a bundle without which no beat leaves is about to stop, while everything still works,
/// and lets the stop go on only when the engine is ready for it (R12). The framework calls it on
/// the thread that stops the bundle, before Declarative Services takes anything apart.
final class PlannedPause implements EventHook {
  private static final Set<String> NEEDED =
      Set.of(
          "io.understudy.api",
          "io.understudy.engine",
          "io.understudy.heartbeat",
          "io.understudy.linux");

  /// What the engine does about it. Both block until it is done, a second or so at most.
  interface Prepare {
    /// One bundle stops, to be replaced.
    void replaced(Bundle bundle);

    /// The framework stops: the node ends or restarts.
    void ended();
  }

  private final Prepare prepare;

  PlannedPause(Prepare prepare) {
    this.prepare = prepare;
  }

  @Override
  public void event(BundleEvent event, Collection<BundleContext> contexts) {
    if (event.getType() != BundleEvent.STOPPING) {
      return;
    }
    Bundle bundle = event.getBundle();
    if (bundle.getBundleId() == 0) {
      prepare.ended();
    } else if (NEEDED.contains(bundle.getSymbolicName())) {
      prepare.replaced(bundle);
    }
  }
}

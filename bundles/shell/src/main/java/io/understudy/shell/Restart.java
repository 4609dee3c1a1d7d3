package io.understudy.shell;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the framework with the wish for a successor, which the launcher reads from the system
/// property `understudy.ending`.
class Restart {
  private static final Logger LOG = LoggerFactory.getLogger(Restart.class);

  private final BundleContext context;

  Restart(BundleContext context) {
    this.context = context;
  }

  /// Returns at once, so that the client still hears of it.
  void soon() {
    Thread.ofPlatform().name("restart").start(this::stopFramework);
  }

  private void stopFramework() {
    System.setProperty("understudy.ending", "restart");
    try {
      Thread.sleep(100);
      context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
    } catch (BundleException | InterruptedException failed) {
      LOG.error("the restart failed: {}; restart the node by hand", failed.toString());
    }
  }
}

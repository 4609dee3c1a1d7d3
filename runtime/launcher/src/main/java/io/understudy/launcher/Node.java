package io.understudy.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/// One run of a node, from an empty framework to the end of the process, or to its successor in the
/// same process.
///
/// How it ends stands in the system property `understudy.ending` before any bundle is stopped:
/// `stop` for good, `restart` for a successor. Whoever wants a restart sets it and stops the
/// framework.
final class Node {
  static final String ENDING = "understudy.ending";

  /// A stop takes no longer than this, whatever hangs; supervisors and administrators wait for it.
  private static final Duration STOP_LIMIT = Duration.ofMillis(4500);

  private final Home home;

  Node(Home home) {
    this.home = home;
  }

  /// {@return the exit code; a restart doesn't return}
  int run() throws IOException {
    try (HomeLock _ = HomeLock.take(home)) {
      Framework framework = start();
      Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> stop(framework));
      Runtime.getRuntime().addShutdownHook(stop);
      framework.waitForStop(0);
      if ("restart".equals(System.getProperty(ENDING))) {
        Successor.take(home);
      }
      return Main.OK;
    } catch (BundleException failed) {
      throw new IOException("the framework doesn't start: " + failed.getMessage(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Main.FAILED;
    }
  }

  /// Starts once and ends, so that the JVM can write down what it loaded (`-XX:AOTCacheOutput`).
  int train() throws IOException {
    try {
      Framework framework = start();
      framework.stop();
      framework.waitForStop(STOP_LIMIT.toMillis());
      return Main.OK;
    } catch (BundleException failed) {
      throw new IOException("the framework doesn't start: " + failed.getMessage(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Main.FAILED;
    }
  }

  private Framework start() throws IOException, BundleException {
    System.setProperty("understudy.home", home.directory().toString());
    System.setProperty("understudy.dist", home.distribution().toString());
    home.forgetCopies();
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new IOException("lib/ has no OSGi framework; install it again"))
            .newFramework(FrameworkSettings.of(home));
    framework.init();
    BundleContext context = framework.getBundleContext();
    SystemBundles.install(context, home.distribution().resolve("system"));
    framework.start();
    SystemBundles.startAll(context);
    framework
        .adapt(FrameworkStartLevel.class)
        .setStartLevel(FrameworkSettings.WEB_LEVEL, event -> started(context));
    return framework;
  }

  /// A bundle that didn't start is said on standard error too: logging may be what is missing.
  private static void started(BundleContext context) {
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED) {
        if (bundle.getHeaders().get("Fragment-Host") == null) {
          System.err.printf(
              "understudy: bundle %s (%s) did not start; the log says why%n",
              bundle.getSymbolicName(), bundle.getLocation());
        }
      }
    }
  }

  private static void stop(Framework framework) {
    if (framework.getState() == Bundle.ACTIVE) {
      long end = System.nanoTime() + STOP_LIMIT.toNanos();
      System.setProperty(ENDING, "stop");
      try {
        Farewell.say(framework.getBundleContext(), STOP_LIMIT.minusMillis(1500));
        framework.stop();
        framework.waitForStop(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      } catch (BundleException | InterruptedException unclean) {
        System.err.println("understudy: did not stop cleanly: " + unclean.getMessage());
      }
    }
    Runtime.getRuntime().halt(Main.OK);
  }
}

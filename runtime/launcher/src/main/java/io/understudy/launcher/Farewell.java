package io.understudy.launcher;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/// Lets the node say goodbye while everything still runs: each `Runnable` service with the property
/// `understudy.farewell` is run before the first bundle stops, best ranked first. That is where an
/// owner hands over.
final class Farewell {
  private Farewell() {}

  static void say(BundleContext context, Duration limit) throws InterruptedException {
    CountDownLatch said = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("farewell")
        .start(
            () -> {
              try {
                everyone(context).forEach(one -> context.getService(one).run());
              } catch (RuntimeException unsaid) {
                System.err.println("understudy: on stopping: " + unsaid);
              } finally {
                said.countDown();
              }
            });
    if (!said.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      System.err.printf("understudy: handing over took more than %s; stopping anyway%n", limit);
    }
  }

  private static List<ServiceReference<Runnable>> everyone(BundleContext context) {
    try {
      return context.getServiceReferences(Runnable.class, "(understudy.farewell=*)").stream()
          .sorted(java.util.Comparator.reverseOrder())
          .toList();
    } catch (InvalidSyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

package io.understudy.osgitest;

import io.understudy.api.Problem;
import io.understudy.api.Reporting;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/// What tests in a framework ask it for.
final class Inside {
  private Inside() {}

  static Path home() {
    return Path.of(System.getProperty("understudy.home"));
  }

  static <T> List<T> all(BundleContext context, Class<T> type) {
    try {
      return context.getServiceReferences(type, null).stream()
          .map(reference -> get(context, reference))
          .toList();
    } catch (InvalidSyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static <T> T get(BundleContext context, ServiceReference<T> reference) {
    return context.getService(reference);
  }

  static @Nullable Problem problem(BundleContext context, String subject) {
    return all(context, Reporting.class).stream()
        .flatMap(reporting -> reporting.problems().stream())
        .filter(problem -> problem.subject().contains(subject))
        .findFirst()
        .orElse(null);
  }

  static <T> T await(Supplier<@Nullable T> wanted) throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < end) {
      T found = wanted.get();
      if (found != null) {
        return found;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("not within 20 s");
  }
}

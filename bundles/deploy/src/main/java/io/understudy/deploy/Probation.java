package io.understudy.deploy;

import io.understudy.api.kernel.Background;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/// Watches a new bundle's components for a while. It fails at once when one of them can't be
/// activated or gives no service, and at the end if one that worked before isn't satisfied.
final class Probation implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int WORKS =
      ComponentConfigurationDTO.SATISFIED | ComponentConfigurationDTO.ACTIVE;

  private final BundleContext context;
  private final ServiceComponentRuntime components;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Background.thread("probation").factory());
  private final Map<String, ScheduledFuture<?>> watched = new HashMap<>();

  Probation(BundleContext context, ServiceComponentRuntime components) {
    this.context = context;
    this.components = components;
  }

  /// {@return the names of the bundle's components that work}
  Set<String> working(Bundle bundle) {
    Set<String> names = new HashSet<>();
    for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
      if (works(description)) {
        names.add(description.name);
      }
    }
    return names;
  }

  private boolean works(ComponentDescriptionDTO description) {
    return components.getComponentConfigurationDTOs(description).stream()
        .anyMatch(one -> (one.state & WORKS) != 0);
  }

  /// Watches, instead of what was watched under this name.
  ///
  /// @param before components that worked before
  /// @param end is told why it failed, or nothing if it didn't
  synchronized void watch(
      Bundle bundle, Set<String> before, Duration length, Consumer<Optional<String>> end) {
    String name = bundle.getSymbolicName();
    forget(name);
    long until = System.nanoTime() + length.toNanos();
    watched.put(
        name,
        clock.scheduleWithFixedDelay(
            () -> look(bundle, before, until, end),
            LOOK.toMillis(),
            LOOK.toMillis(),
            TimeUnit.MILLISECONDS));
  }

  synchronized void forget(String name) {
    ScheduledFuture<?> look = watched.remove(name);
    if (look != null) {
      look.cancel(false);
    }
  }

  private void look(Bundle bundle, Set<String> before, long until, Consumer<Optional<String>> end) {
    Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    if (framework.getState() != Bundle.ACTIVE) {
      return;
    }
    boolean over = System.nanoTime() >= until;
    Optional<String> why = failure(bundle, before, over);
    if (over || why.isPresent()) {
      forget(bundle.getSymbolicName());
      end.accept(why);
    }
  }

  private Optional<String> failure(Bundle bundle, Set<String> before, boolean over) {
    if (over && bundle.getState() == Bundle.INSTALLED) {
      return Optional.of("it doesn't resolve any more");
    }
    for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
      for (ComponentConfigurationDTO one : components.getComponentConfigurationDTOs(description)) {
        if (one.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
          return Optional.of(
              "its component %s can't be activated: %s"
                  .formatted(description.name, cause(one.failure)));
        }
      }
      if (before.contains(description.name) && !gives(description)) {
        return Optional.of(
            "its component %s worked before and gives no service now: see the log"
                .formatted(description.name));
      }
      if (over && before.contains(description.name) && !works(description)) {
        return Optional.of(
            "its component %s worked before and doesn't now".formatted(description.name));
      }
    }
    return Optional.empty();
  }

  /// {@return false if a service can't be had that the component says it gives} A class that isn't
  /// in the bundle shows in no other way.
  private boolean gives(ComponentDescriptionDTO description) {
    for (ComponentConfigurationDTO one : components.getComponentConfigurationDTOs(description)) {
      if (one.state == ComponentConfigurationDTO.SATISFIED) {
        ServiceReference<?> reference = reference(one.id);
        if (reference != null && context.getService(reference) == null) {
          return false;
        }
        if (reference != null) {
          context.ungetService(reference);
        }
      }
    }
    return true;
  }

  private @Nullable ServiceReference<?> reference(long component) {
    try {
      ServiceReference<?>[] found =
          context.getAllServiceReferences(
              null, "(%s=%d)".formatted(ComponentConstants.COMPONENT_ID, component));
      return found == null ? null : found[0];
    } catch (InvalidSyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// {@return the innermost cause of a stack trace, as one line}
  private static String cause(String trace) {
    String last = "";
    for (String line : trace.lines().toList()) {
      if (last.isEmpty() || line.startsWith("Caused by: ")) {
        last = line.replaceFirst("^Caused by: ", "");
      }
    }
    return last.strip();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

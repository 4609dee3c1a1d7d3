package io.understudy.deploy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/// What bundles lack that don't resolve.
record Missing(BundleContext context) {
  /// {@return the bundles that don't resolve}
  Stream<Bundle> bundles() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getState() == Bundle.INSTALLED);
  }

  /// {@return what nobody provides, in words; empty if all is there, so that a bundle resolves when
  /// it is tried again, or others of those that it needs don't}
  List<String> of(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return List.of(); // it was uninstalled just now
    }
    FrameworkWiring wiring =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    return revision.getRequirements(null).stream()
        .filter(Missing::needed)
        .filter(need -> wiring.findProviders(need).isEmpty())
        .map(Missing::words)
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean needed(Requirement need) {
    Map<String, String> directives = need.getDirectives();
    return !Namespace.RESOLUTION_OPTIONAL.equals(
            directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        && directives
            .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE)
            .equals(Namespace.EFFECTIVE_RESOLVE)
        && !PackageNamespace.RESOLUTION_DYNAMIC.equals(
            directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
  }

  /// `package x.y version>=1.0.0 version<2.0.0`, or whatever else is asked for.
  private static String words(Requirement need) {
    String filter = need.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    String readable =
        Stream.of(filter.split("[()&]+"))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(part -> part.replaceFirst("^osgi\\.wiring\\.\\w+=", ""))
            .collect(Collectors.joining(" "))
            .replace("! version>=", "version<");
    return need.getNamespace().replaceFirst("^osgi\\.(wiring\\.)?", "") + " " + readable;
  }
}

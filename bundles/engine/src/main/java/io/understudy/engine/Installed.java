package io.understudy.engine;

import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/// Which services the installed bundles say that they give, started or not.
final class Installed {
  private Installed() {}

  static boolean gives(BundleContext context, Class<?> service) {
    return Arrays.stream(context.getBundles()).anyMatch(bundle -> gives(bundle, service));
  }

  private static boolean gives(Bundle bundle, Class<?> service) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return false; // uninstalled meanwhile
    }
    for (BundleCapability capability : revision.getDeclaredCapabilities("osgi.service")) {
      Object names = capability.getAttributes().get("objectClass");
      if (names instanceof List<?> list
          ? list.contains(service.getName())
          : service.getName().equals(names)) {
        return true;
      }
    }
    return false;
  }
}

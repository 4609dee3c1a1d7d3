package io.understudy.osgitest;

import java.util.function.Supplier;

/// The component in the bundles that [DeployInFrameworkTest] makes.
public final class Deployed implements Supplier<String> {
  static final String BROKEN = "broken";

  /// A system property: everything fails, whatever the jar.
  static final String BROKEN_WORLD = "understudy.test.broken";

  public Deployed() {
    if (Deployed.class.getResource(BROKEN) != null || Boolean.getBoolean(BROKEN_WORLD)) {
      throw new IllegalStateException("broken on purpose");
    }
  }

  @Override
  public String get() {
    return "it works";
  }
}

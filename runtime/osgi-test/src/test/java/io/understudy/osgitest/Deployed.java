package io.understudy.osgitest;

import java.util.function.Supplier;

/// The component in the bundles that [DeployInFrameworkTest] makes.
public final class Deployed implements Supplier<String> {
  static final String BROKEN = "broken";

  public Deployed() {
    if (Deployed.class.getResource(BROKEN) != null) {
      throw new IllegalStateException("broken on purpose");
    }
  }

  @Override
  public String get() {
    return "it works";
  }
}

package io.understudy.engine;

/// Public without being a component. Breaks a rule on purpose, for the architecture test.
public final class KnownByAnother {
  private KnownByAnother() {}

  public static void say() {
    System.out.println("printed");
  }
}

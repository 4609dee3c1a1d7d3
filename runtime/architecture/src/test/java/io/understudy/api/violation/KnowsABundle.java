package io.understudy.api.violation;

import io.understudy.engine.KnownByAnother;

/// An API that uses a bundle. Breaks a rule on purpose, for the architecture test.
final class KnowsABundle {
  private KnowsABundle() {}

  static void use() {
    KnownByAnother.say();
  }
}

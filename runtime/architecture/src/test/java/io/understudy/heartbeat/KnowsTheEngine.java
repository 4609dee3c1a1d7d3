package io.understudy.heartbeat;

import io.understudy.engine.KnownByAnother;
import java.lang.foreign.Linker;

/// One bundle that uses another, and the kernel. Breaks rules on purpose, for the architecture
/// test.
final class KnowsTheEngine {
  private KnowsTheEngine() {}

  static Linker use() {
    KnownByAnother.say();
    return Linker.nativeLinker();
  }
}

package io.understudy.lab;

/// A fault that lasts until it is healed. Healing twice is harmless.
public final class Fault implements AutoCloseable {
  private final String name;
  private final Runnable cure;
  private boolean healed;

  Fault(String name, Runnable cure) {
    this.name = name;
    this.cure = cure;
  }

  public String name() {
    return name;
  }

  public synchronized void heal() {
    if (!healed) {
      healed = true;
      cure.run();
    }
  }

  @Override
  public void close() {
    heal();
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.understudy.api;

import org.jspecify.annotations.Nullable;

/// A reference device: anything on the LAN that answers a ping and isn't a node.
///
/// @param name 1 to 32 characters: lower-case letters, digits and hyphens, beginning with a letter
public record DeviceId(String name) implements Comparable<DeviceId> {
  public DeviceId {
    Names.check(name);
  }

  // What a record makes of equals and hashCode costs microseconds without C2, and names are
  // compared
  // in each step of the engine.

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof DeviceId(String other) && name.equals(other);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public int compareTo(DeviceId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}

package io.understudy.api;

/// A reference device: anything on the LAN that answers a ping and isn't a node.
///
/// @param name 1 to 32 characters: lower-case letters, digits and hyphens, beginning with a letter
public record DeviceId(String name) implements Comparable<DeviceId> {
  public DeviceId {
    Names.check(name);
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

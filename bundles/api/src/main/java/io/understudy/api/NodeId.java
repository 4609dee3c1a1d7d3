package io.understudy.api;

/// A node of the cluster.
///
/// @param name 1 to 32 characters: lower-case letters, digits and hyphens, beginning with a letter
public record NodeId(String name) implements Comparable<NodeId> {
  public NodeId {
    Names.check(name);
  }

  @Override
  public int compareTo(NodeId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}

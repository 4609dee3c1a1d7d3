package io.understudy.api;

/// A path: one network route between two nodes.
///
/// @param name 1 to 32 characters: lower-case letters, digits and hyphens, beginning with a letter
public record PathId(String name) implements Comparable<PathId> {
  public PathId {
    Names.check(name);
  }

  @Override
  public int compareTo(PathId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}

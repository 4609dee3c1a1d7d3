package io.understudy.api;

import org.jspecify.annotations.Nullable;

/// A group: what moves together (addresses, services, mirror rules).
///
/// @param name 1 to 32 characters: lower-case letters, digits and hyphens, beginning with a letter
public record GroupId(String name) implements Comparable<GroupId> {
  public GroupId {
    Names.check(name);
  }

  // What a record makes of equals and hashCode costs microseconds without C2, and names are
  // compared
  // in each step of the engine.

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof GroupId(String other) && name.equals(other);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public int compareTo(GroupId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}

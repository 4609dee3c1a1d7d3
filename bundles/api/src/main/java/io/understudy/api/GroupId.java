package io.understudy.api;

/// A group: what moves together (addresses, services, mirror rules).
///
/// @param name 1 to 32 characters: lower-case letters, digits and hyphens, beginning with a letter
public record GroupId(String name) implements Comparable<GroupId> {
  public GroupId {
    Names.check(name);
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

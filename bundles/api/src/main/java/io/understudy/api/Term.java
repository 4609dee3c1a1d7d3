package io.understudy.api;

/// A number per group that only grows, one more (at least) for each change of owner. Two nodes
/// never take equal terms: each takes numbers of its own residue class.
///
/// @param value 0 (nobody has owned the group yet) or more
public record Term(long value) implements Comparable<Term> {
  public static final Term NONE = new Term(0);

  public Term {
    if (value < 0) {
      throw new IllegalArgumentException("term " + value + " is negative");
    }
  }

  @Override
  public int compareTo(Term other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}

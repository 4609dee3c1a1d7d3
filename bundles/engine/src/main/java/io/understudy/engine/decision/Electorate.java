package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import io.understudy.api.NodeId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The devices that decide, with their weights (R9). Two with one version are equal.
public record Electorate(Version version, Map<DeviceId, Integer> weights) {
  /// @param number grows with each proposal
  /// @param by who proposed it; empty for the configured list of a first start
  public record Version(long number, String by) implements Comparable<Version> {
    public static final Version FIRST = new Version(0, "");

    // Compared in each step: see [DeviceId#equals].

    @Override
    public boolean equals(@Nullable Object object) {
      return object instanceof Version other && number == other.number && by.equals(other.by);
    }

    @Override
    public int hashCode() {
      return 31 * by.hashCode() + Long.hashCode(number);
    }

    @Override
    public int compareTo(Version other) {
      int byNumber = Long.compare(number, other.number);
      return byNumber != 0 ? byNumber : by.compareTo(other.by);
    }

    static Version next(long above, NodeId by) {
      return new Version(above + 1, by.name());
    }
  }

  public Electorate {
    weights = Map.copyOf(weights);
  }

  int total() {
    int sum = 0;
    for (int weight : weights.values()) {
      sum += weight;
    }
    return sum;
  }

  int weightOf(Set<DeviceId> reached) {
    int sum = 0;
    for (DeviceId device : reached) {
      sum += weights.getOrDefault(device, 0);
    }
    return sum;
  }
}

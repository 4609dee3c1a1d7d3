package io.understudy.engine;

import io.understudy.api.Guarantee;
import io.understudy.api.kernel.Lease;
import io.understudy.engine.decision.Look;
import io.understudy.engine.decision.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the present set-up promises about two owners.
final class Guarantees {
  private static final int ENOUGH_DEVICES = 3;

  private Guarantees() {}

  /// @param enforcement what the kernel says of the lease
  /// @param fences the peer can be fenced
  static Guarantee of(Policy policy, Look look, Lease.Enforcement enforcement, boolean fences) {
    List<String> weak = new ArrayList<>();
    if (!enforcement.byKernel()) {
      weak.add(
          "the kernel does not enforce the lease (%s): install nftables"
              .formatted(enforcement.why()));
    }
    boolean fenced = fences && !policy.groups().isEmpty();
    for (Map.Entry<?, Policy.GroupPolicy> group : policy.groups().entrySet()) {
      if (group.getValue().blind()) {
        weak.add("group %s may claim blindly: set blind = off".formatted(group.getKey()));
      }
      fenced &= group.getValue().fencing() == Policy.Fencing.REQUIRE;
    }
    if (weak.isEmpty() && fenced) {
      return new Guarantee(
          Guarantee.Level.FENCED, "a takeover without contact waits for a confirmed fence");
    }
    long deciding =
        look.reflecting().stream()
            .filter(device -> look.reached().contains(device))
            .filter(policy.devices()::containsKey)
            .count();
    if (deciding < ENOUGH_DEVICES) {
      weak.add(
          "%d reference devices answer and reflect beats just now: have %d, on different power"
              .formatted(deciding, ENOUGH_DEVICES));
    }
    return weak.isEmpty()
        ? new Guarantee(
            Guarantee.Level.ENFORCED_FOR_CLEAN_PARTITIONS,
            "the kernel enforces the lease and %d reference devices reflect; where devices are"
                    .formatted(deciding)
                + " shared and lossy it is a matter of probability; three nodes or fencing make it"
                + " certain")
        : new Guarantee(Guarantee.Level.BEST_EFFORT, String.join("; ", weak));
  }
}

package io.understudy.engine;

import io.understudy.api.Guarantee;
import io.understudy.api.Safety;
import io.understudy.engine.decision.Reckoning;
import io.understudy.engine.decision.Timing;
import java.util.List;

/// What a timing gives in the present set-up: its paths, with the loss measured on them, and its
/// groups.
record Calculator(Adapters adapters) {
  Safety safety(Timing timing, Guarantee guarantee) {
    double loss = loss();
    return new Safety(
        Reckoning.takeover(timing),
        Reckoning.parts(timing),
        besides(),
        Reckoning.chances(timing),
        loss,
        Reckoning.falsePerDay(timing, loss),
        guarantee);
  }

  private double loss() {
    return adapters.paths().isEmpty()
        ? 0
        : adapters.paths().values().stream()
            .mapToDouble(path -> path.view().loss())
            .reduce(1, (one, other) -> one * other);
  }

  private List<String> besides() {
    return adapters.groups().values().stream()
        .map(Group::definition)
        .filter(group -> group.fencing() == Group.Fencing.REQUIRE)
        .map(group -> "group %s waits for a confirmed fence".formatted(group.name()))
        .sorted()
        .toList();
  }
}

package io.understudy.systemtest;

import io.understudy.lab.Lab;
import io.understudy.lab.Namespace;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips by name, with the reason, where a lab can't be built or the program isn't.
final class NeedsLab implements ExecutionCondition {
  private static final Optional<String> OBSTACLE = find();

  private static Optional<String> find() {
    Optional<String> obstacle = Namespace.obstacle();
    if (obstacle.isPresent()) {
      return obstacle;
    }
    try (Lab lab = Lab.build(new Topology(2, 0, 0));
        Understudy program = new Understudy(lab)) {
      return program.obstacle();
    }
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return OBSTACLE
        .map(reason -> ConditionEvaluationResult.disabled("no lab: " + reason))
        .orElseGet(() -> ConditionEvaluationResult.enabled("there is a lab"));
  }
}

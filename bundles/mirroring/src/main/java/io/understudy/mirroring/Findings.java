package io.understudy.mirroring;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.Problem;
import io.understudy.api.Problem.Severity;
import io.understudy.mirroring.owner.Owner;
import io.understudy.mirroring.rule.Rules;
import io.understudy.mirroring.standby.Reception;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is wrong with mirroring just now.
record Findings(
    Owner owner,
    Stale stale,
    @Nullable Connections connections,
    @Nullable Reception reception,
    Rules rules,
    @Nullable ClusterView view) {

  List<Problem> all() {
    List<Problem> all = new ArrayList<>(owner.problems());
    all.addAll(stale.problems(this::settled));
    if (connections != null) {
      all.addAll(connections.problems());
    }
    if (reception != null) {
      all.addAll(reception.problems());
    }
    for (String clash : rules.clashes()) {
      all.add(
          new Problem(
              Severity.WARNING,
              "mirror rules",
              clash,
              "remove or change one of the files config/io.understudy.mirroring.rule-*.cfg"));
    }
    for (Rules.Known one : rules.all()) {
      GroupId group = one.rule().group();
      if (view != null && Copies.group(view, group).isEmpty()) {
        all.add(
            new Problem(
                Severity.WARNING,
                "rule " + one.rule().name(),
                "nothing is mirrored: there is no group %s".formatted(group),
                "configure the group, or name another one"));
      }
    }
    return List.copyOf(all);
  }

  /// Whatever this node has is at its peer, or this node isn't the owner any more.
  private boolean settled(String rule) {
    boolean owns = rules.find(rule).map(one -> owner.owns(one.rule().group())).orElse(false);
    return !owns || owner.complete(rule);
  }
}

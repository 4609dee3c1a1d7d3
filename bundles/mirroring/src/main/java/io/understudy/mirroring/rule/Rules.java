package io.understudy.mirroring.rule;

import io.understudy.api.GroupId;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// All rules of this node: where one is for a part of what another one is for, the narrower has it.
public final class Rules {
  private final Map<String, Known> all = new TreeMap<>();
  private final List<String> clashes = new ArrayList<>();

  /// A rule with what is left to it.
  ///
  /// @param movable whether what of a directory belongs to the rule doesn't depend on where that is
  public record Known(Rule rule, Share share, boolean movable) {}

  /// @param home of the node: it belongs to no rule
  public Rules(Collection<Rule> rules, Path home) {
    Set<Path> paths = new HashSet<>();
    List<Rule> good = new ArrayList<>();
    rules.stream()
        .sorted(Comparator.comparing(Rule::name))
        .forEach(
            rule -> {
              if (good.stream().anyMatch(one -> one.name().equals(rule.name()))) {
                clashes.add("there are two rules %s; the second isn't used".formatted(rule.name()));
              } else if (!paths.add(rule.path())) {
                clashes.add(
                    "rule %s is for %s, which another rule is for; it isn't used"
                        .formatted(rule.name(), rule.path()));
              } else {
                good.add(rule);
              }
            });
    for (Rule rule : good) {
      all.put(rule.name(), known(rule, good, home));
    }
  }

  private static Known known(Rule rule, List<Rule> others, Path home) {
    Path root = rule.root();
    Selection selection;
    boolean movable = false;
    if (rule.file()) {
      selection = new Single(relative(root, rule.path()));
    } else {
      List<RelativePath> cuts = new ArrayList<>();
      for (Rule other : others) {
        if (other != rule && other.path().startsWith(root)) {
          cuts.add(relative(root, other.path()));
        }
      }
      if (home.startsWith(root)) {
        cuts.add(relative(root, home));
      }
      Patterns patterns =
          new Patterns(
              rule.include().stream().map(Glob::of).toList(),
              rule.exclude().stream().map(Glob::of).toList(),
              cuts);
      selection = patterns;
      movable = patterns.everywhereAlike();
    }
    Path scratch = home.resolve("data/mirroring/scratch").resolve(rule.name());
    return new Known(
        rule,
        new Share(
            rule.name(),
            rule.group(),
            root,
            selection,
            rule.deletions(),
            rule.sync(),
            rule.strategy(),
            scratch),
        movable);
  }

  private static RelativePath relative(Path root, Path below) {
    return RelativePath.of(root.relativize(below).toString());
  }

  public Collection<Known> all() {
    return List.copyOf(all.values());
  }

  public List<Known> of(GroupId group) {
    return all.values().stream().filter(one -> one.rule().group().equals(group)).toList();
  }

  public Optional<Known> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /// {@return rules that can't be used beside others}
  public List<String> clashes() {
    return List.copyOf(clashes);
  }
}

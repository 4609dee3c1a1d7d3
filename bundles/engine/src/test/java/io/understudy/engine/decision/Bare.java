package io.understudy.engine.decision;

import io.understudy.api.GroupId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What tests may see of the core's inside, and cores without some of the rules.
public final class Bare {
  private Bare() {}

  /// {@return a core that lacks these rules, by their names in [Rule]}
  public static Core without(String... names) {
    Set<Rule> rules = EnumSet.allOf(Rule.class);
    for (String name : names) {
      rules.remove(Rule.valueOf(name));
    }
    return new Core(rules);
  }

  public static long leaseUntil(State state, GroupId group) {
    return state.groups.get(group).until;
  }

  public static Beat lastBeat(State state) {
    return java.util.Objects.requireNonNull(state.peer.beat);
  }

  public static long peerIncarnation(State state) {
    return state.peer.incarnation;
  }

  public static boolean sole(State state, GroupId group) {
    return state.groups.get(group).sole;
  }

  public static long promised(State state, GroupId group) {
    return state.groups.get(group).promised;
  }

  public static List<Electorate> electorates(State state, GroupId group) {
    return state.disk.electorates(group);
  }
}

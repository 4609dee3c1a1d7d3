package io.understudy.mirroring.link;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;

/// What a connection is for: what its dialler says first.
///
/// @param rule whose data it carries; empty for notices, which are about all rules of the group
/// @param term with which the dialler owns the group
/// @param from the dialler
/// @param to who is to accept it
/// @param strategy of the rule, as its owner has it; empty for notices
public record Opening(
    Kind kind, String rule, GroupId group, Term term, NodeId from, NodeId to, String strategy) {
  private static final int LONGEST = 128;

  /// What travels on a connection.
  public enum Kind {
    /// Files, in whatever way the strategy likes.
    DATA,
    /// What isn't mirrored yet.
    NOTICES
  }

  public Opening {
    check("rule", rule, kind == Kind.NOTICES);
    check("strategy", strategy, kind == Kind.NOTICES);
  }

  private static void check(String what, String text, boolean empty) {
    if (text.isEmpty() != empty || text.length() > LONGEST || text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("'%s' is no %s for this".formatted(text, what));
    }
  }

  public static Opening data(
      String rule, GroupId group, Term term, NodeId from, NodeId to, String strategy) {
    return new Opening(Kind.DATA, rule, group, term, from, to, strategy);
  }

  public static Opening notices(GroupId group, Term term, NodeId from, NodeId to) {
    return new Opening(Kind.NOTICES, "", group, term, from, to, "");
  }

  /// {@return in messages}
  public String what() {
    return kind == Kind.DATA ? "rule " + rule : "notices of group " + group;
  }
}

package io.understudy.mirroring;

import io.understudy.api.ClusterView;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import io.understudy.mirroring.rule.Rule;
import io.understudy.mirroring.rule.Rule.TooOld;
import io.understudy.mirroring.standby.Behind.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Judges whether a copy is good enough to be taken over. Pure: all that is known is passed in.
final class Copies {
  /// An owner tells at least every two seconds how it stands; that long, silence means nothing.
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /// What a node knows of its own copy of a rule.
  ///
  /// @param told what the last owner said
  /// @param own the term in which this node owned the data itself and received none since; empty if
  ///     it never did, or has
  record Facts(Optional<Known> told, Optional<Term> own) {
    /// {@return whether nothing newer is known than what this node wrote itself}
    boolean ownIsNewest() {
      return own.isPresent()
          && told.map(known -> known.term().compareTo(own.get()) <= 0).orElse(true);
    }
  }

  private Copies() {}

  /// {@return why this node must not take the rule's group over without being told to}
  ///
  /// @param term of the group, as far as this node knows
  /// @param owner of the group in that term
  static Optional<String> objection(
      Rule rule, Facts facts, Term term, Optional<NodeId> owner, NodeId self, Instant now) {
    if (rule.tooOld() == TooOld.ALLOW || term.equals(Term.NONE)) {
      return Optional.empty();
    }
    Optional<String> why =
        facts.ownIsNewest()
            ? missed(facts.own().orElseThrow(), term, owner, self)
            : facts
                .told()
                .map(known -> behind(rule, known, now))
                .orElse(Optional.of("nothing was ever mirrored to this node"));
    String then =
        rule.tooOld() == TooOld.ASK
            ? "take the group over by order if that is good enough"
            : "rule %s refuses that; change its tooOld if it has to be".formatted(rule.name());
    return why.map(reason -> "rule %s: %s; %s".formatted(rule.name(), reason, then));
  }

  /// It was the owner last, or another one was since, of whom it heard but received nothing.
  private static Optional<String> missed(Term own, Term term, Optional<NodeId> owner, NodeId self) {
    boolean another = owner.isPresent() && !owner.get().equals(self);
    return term.compareTo(own) > 0 && another
        ? Optional.of(
            "%s owned the group since this node did, and mirrored nothing to it"
                .formatted(owner.get()))
        : Optional.empty();
  }

  private static Optional<String> behind(Rule rule, Known known, Instant now) {
    if (!known.complete()) {
      return Optional.of("its copy isn't complete yet");
    } else if (rule.maxLag().isEmpty()) {
      return Optional.empty();
    }
    Duration lag = known.oldest().map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
    Duration unheard = Duration.between(known.asOf(), now).minus(SILENCE);
    Duration age = lag.compareTo(unheard) > 0 ? lag : unheard;
    return age.compareTo(rule.maxLag().get()) <= 0
        ? Optional.empty()
        : Optional.of(
            "its copy is %s old, more than maxLag (%d changes are missing, as far as is known)"
                .formatted(words(age), known.count()));
  }

  /// {@return the file's time in whole seconds, for people}
  static String words(Duration age) {
    long seconds = age.toSeconds();
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  /// {@return the term and the owner of a group, as a view has it}
  static Optional<ClusterView.GroupView> group(ClusterView view, GroupId group) {
    return view.groups().stream().filter(one -> one.group().equals(group)).findFirst();
  }
}

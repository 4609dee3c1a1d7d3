package io.understudy.mirroring.standby;

import io.understudy.api.GroupId;
import io.understudy.api.Term;
import io.understudy.api.mirror.Superseded;
import io.understudy.mirroring.link.Opening;
import io.understudy.mirroring.link.Refused;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gates of all groups, and who gets through: only the owner of the group, of whom the engine
/// says so and whom this node hears, and never one that was superseded.
final class Doors {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
  private static final int TRIES = 3;

  private final Map<GroupId, Gate> gates = new ConcurrentHashMap<>();
  private final AcceptedTerms terms;
  private final Function<GroupId, Optional<Ownership>> ownership;
  private final BiConsumer<GroupId, String> ended;

  /// @param ended called after a gate was closed: the connections of the group have to end
  Doors(
      AcceptedTerms terms,
      Function<GroupId, Optional<Ownership>> ownership,
      BiConsumer<GroupId, String> ended) {
    this.terms = terms;
    this.ownership = ownership;
    this.ended = ended;
  }

  Gate gate(GroupId group) {
    return gates.computeIfAbsent(group, _ -> new Gate());
  }

  /// @throws Refused if it isn't the owner, or no longer
  /// @throws IOException if it can't be remembered who was let in
  Gate.Pass pass(Opening opening) throws IOException {
    GroupId group = opening.group();
    Gate gate = gate(group);
    for (int i = 0; i < TRIES; i++) {
      // First the count, then the question: a closing in between makes the pass fail.
      long closings = gate.closings();
      refuseIf(
          ownership
              .apply(group)
              .map(one -> one.objection(group, opening.from(), opening.term()))
              .orElse(Optional.of("this node has no group " + group)));
      refuseIf(terms.objection(group, opening.from(), opening.term()));
      Gate.Pass before = gate.pass();
      if (before == null || before.isOf(opening.from(), opening.term())) {
        try {
          Gate.Pass pass = gate.open(opening.from(), opening.term(), closings);
          terms.accept(group, opening.from(), opening.term());
          return pass;
        } catch (Superseded superseded) {
          throw new Refused(String.valueOf(superseded.getMessage()));
        }
      }
      close(group, "%s owns the group in term %s".formatted(opening.from(), opening.term()));
    }
    throw new Refused("the owner of group %s changes just now".formatted(group));
  }

  private static void refuseIf(Optional<String> objection) throws Refused {
    if (objection.isPresent()) {
      throw new Refused(objection.get());
    }
  }

  void own(GroupId group, Term term) {
    gate(group).bar(term);
    close(group, "this node owns group %s in term %s".formatted(group, term));
  }

  void close(GroupId group, String why) {
    if (!gate(group).close(why)) {
      LOG.error("group {}: a write to a copy hangs in its disk and may still end: {}", group, why);
    }
    ended.accept(group, why);
  }

  /// Closes what the engine wouldn't open any more. That there is no contact just now is no reason:
  /// the connection shows by itself whether it lives.
  void review() {
    gates.forEach(
        (group, gate) -> {
          Gate.Pass pass = gate.pass();
          if (pass != null) {
            ownership
                .apply(group)
                .map(one -> new Ownership(one.role(), one.owner(), one.term(), true))
                .flatMap(one -> pass.objection(one, group))
                .ifPresent(why -> close(group, why));
          }
        });
  }
}

package io.understudy.engine.decision;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The copy of the data (R14): a standby whose copy is too old takes nothing over by itself. What
/// an administrator orders it does, and a handover brings the data before it gives the group away.
/// An owner ignores its own objection: nobody has newer data.
final class Copies {
  private static final long IN_VAIN = Duration.ofSeconds(1).toNanos();

  private Copies() {}

  static void take(Turn turn, GroupId group, String reason) {
    Ownership own = turn.state.groups.get(group);
    if (own != null && !own.objection.equals(reason)) {
      own.objection = reason;
      turn.speak = true;
      turn.note(
          "copy",
          own,
          reason.isEmpty()
              ? "its copy here is good enough to take over"
              : "not taken over by itself: " + reason);
    }
  }

  /// Has the copy judged anew whenever the contact begins to fail, or is back: what was said last
  /// may be a second old.
  static void settle(Turn turn, Ownership own) {
    boolean late = turn.standbyLate();
    if (own.standby() && late != own.copyAsked) {
      own.copyAsked = late;
      turn.act(new Action.AskCopy(own.group));
    }
    Beat.Section peer = turn.state.peer.section(own.group);
    boolean idle =
        own.standby()
            && peer != null
            && turn.contact()
            && peer.standing() == Beat.Standing.STANDBY
            && peer.want().value() == 0;
    if (!idle) {
      own.idleSince = Times.NEVER;
    } else if (own.idleSince == Times.NEVER) {
      own.idleSince = turn.now;
    }
  }

  private static boolean objects(Turn turn, Ownership own) {
    return !own.owner() && !own.objection.isEmpty() && turn.has(Rule.COPY_TOO_OLD);
  }

  /// {@return whether this node must not claim without contact} `claim --alone` is the
  /// administrator's word that this copy shall do. His word that the peer is off isn't: it says
  /// nothing about data.
  static boolean forbidsClaim(Turn turn, Ownership own) {
    return objects(turn, own) && !own.alone;
  }

  /// {@return whether this node must not ask for the group in contact, unless the peer hands it
  /// over} Beats say so too: the peer then goes first. Who surely was the last owner has the newest
  /// data, and whoever was told to take it may.
  static boolean forbidsElection(Turn turn, Ownership own) {
    Beat.Section peer = turn.state.peer.section(own.group);
    boolean last = own.lastOwner && (peer == null || !peer.lastOwner());
    return objects(turn, own) && !last && !own.asks && !nothingToLose(turn, own, peer);
  }

  /// {@return whether both nodes know of nobody who ever owned the group} Then there are no data
  /// of which a copy could lack anything: a new cluster needs no order to begin. A node that lost
  /// its state hears from the other one that there was an owner.
  private static boolean nothingToLose(Turn turn, Ownership own, Beat.@Nullable Section peer) {
    return peer != null && peer.unowned() && !turn.state.disk.owned(own.group);
  }

  /// {@return whether the peer, which is unfit for whatever reason, lets the group lie} So a node
  /// with sick services yet takes over where the other one's copy is too old.
  static boolean waitedInVain(Turn turn, Ownership own, Beat.Section peer) {
    if (!peer.unfit() || own.idleSince == Times.NEVER) {
      return false;
    }
    turn.wake(own.idleSince + IN_VAIN);
    return turn.now - own.idleSince >= IN_VAIN;
  }

  /// {@return whether a handover to this node may be ordered although nobody owns the group}
  static boolean mayBeTold(Turn turn, Ownership own, Beat.@Nullable Section peer) {
    return own.standby()
        && turn.contact()
        && peer != null
        && peer.standing() == Beat.Standing.STANDBY
        && forbidsElection(turn, own);
  }

  /// {@return whether people must hear of it}
  static boolean worth(Ownership own) {
    return own.standby() && !own.objection.isEmpty();
  }

  /// Severe once nobody owns the group.
  static Problem problem(Turn turn, Ownership own) {
    NodeId self = turn.policy.self();
    NodeId to = turn.policy.peer();
    Beat.Section peer = turn.state.peer.section(own.group);
    boolean owned = turn.contact() && peer != null && peer.standing() != Beat.Standing.STANDBY;
    return new Problem(
        owned ? Problem.Severity.WARNING : Problem.Severity.ALARM,
        own.group.name(),
        "this node doesn't take it over by itself: " + own.objection,
        owned
            ? "let mirroring catch up: see the mirror rules in status"
            : turn.contact()
                ? "if the data here shall count: understudy handover %s %s"
                    .formatted(own.group, self)
                : "start %s, which may have newer data; if these shall do: understudy claim %s --alone"
                    .formatted(to, own.group));
  }
}

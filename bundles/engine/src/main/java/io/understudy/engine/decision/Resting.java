package io.understudy.engine.decision;

/// Whether the peer's beats may wait for the next tick.
///
/// An owner sends its beats by the clock, and a standby answers each at once. Such an answer renews
/// the lease, which lasts for many ticks: at the next one it is taken in and the next beat is sent
/// in one step, and the node wakes up half as often. A grant counts from the stamp that it echoes
/// (R2), so nothing is lost by that. Only while nothing is under way, and grants come in time: from
/// a peer that has heard this node since they met, for before that it may not claim (R10).
final class Resting {
  private Resting() {}

  /// {@return the incarnation of the peer whose beats may wait; 0: they may not}
  static long of(Turn turn) {
    return rests(turn) ? turn.state.peer.incarnation : 0;
  }

  private static boolean rests(Turn turn) {
    State state = turn.state;
    if (state.bursting
        || state.silentPath
        || state.guard != 0
        || state.pausing.isPresent()
        || state.standbyWish.isPresent()
        || !state.obeying.isEmpty()
        || !state.untilSafe.isEmpty()) {
      return false;
    }
    boolean owns = false;
    for (Ownership own : state.groups.values()) {
      if (own.owner() ? !serves(turn, own) : !idle(own)) {
        return false;
      }
      owns |= own.owner();
    }
    return owns;
  }

  private static boolean serves(Turn turn, Ownership own) {
    return own.claimed
        && own.started
        && own.claim == 0
        && own.start == 0
        && own.stop == 0
        && own.restart == 0
        && !Leases.muting(own)
        && own.handing == null
        && own.proposal == null
        && own.seen <= own.term
        && !own.yielding
        && own.grantedAt >= turn.state.peer.metAt
        && turn.now - own.grantedAt < turn.beat() * 3 / 2;
  }

  private static boolean idle(Ownership own) {
    return own.standby()
        && own.want == 0
        && own.announcedAt == Times.NEVER
        && own.stop == 0
        && own.awaiting == 0
        && !own.asks;
  }
}

package io.understudy.engine.decision;

import java.util.EnumSet;
import java.util.Set;

/// The rules that tests take away one at a time, to see that the simulator misses them. Production
/// code runs with all of them.
enum Rule {
  /// R5: a claim needs more than half, not just half.
  MORE_THAN_HALF,
  /// R5: Da, the majority must last before a claim.
  ANNOUNCE,
  /// R2: D, a claim waits until the rival's lease is over.
  WAIT,
  /// R2: a grant counts from the stamp that it echoes, not from its receipt.
  COUNT_FROM_STAMP,
  /// R1: a renewal names the ticket of its evidence, not the newest one.
  TICKET,
  /// R4: a lapsed lease is final.
  LAPSE_IS_FINAL,
  /// R4: reached at one instant, not some time within a window.
  INSTANT,
  /// R9: the standby is bound by old and new before the owner uses the new.
  JOINT,
  /// R6: beats by way of the devices.
  REFLECT,
  /// R2: a beat of another incarnation, or for another one, counts for nothing.
  INCARNATION,
  /// R2: an older beat counts for nothing.
  SEQUENCE,
  /// R12: a pause is only kept by a grant that is as long.
  LONG_GRANT,
  /// R13: the granter reckons with the longer timing.
  LONGEST,
  /// R8: a term is on the disk before it is used or granted.
  PERSIST_FIRST,
  /// R7: no farewell before the address is certainly mute.
  CONFIRMED_MUTE,
  /// R10: the right to claim ends some time after the last contact.
  RIGHT_ENDS,
  /// R11: a node that knows a newer term refuses to be fenced.
  NEWER_TERM_REFUSES,
  /// R11: who obeys a fence has no right to claim until it was heard again.
  OBEYED_GIVES_UP,
  /// R11: a confirmed fence is worth nothing from the victim's first beat on.
  FENCE_UNTIL_HEARD,
  /// R14: a node whose copy of the data is too old takes nothing over by itself.
  COPY_TOO_OLD,
  /// R7: no grant for an election before the own services have stopped.
  STOPPED_FIRST,
  /// R15: a node on which the group's services failed remembers that.
  FAILED_HERE;

  static final Set<Rule> ALL = Set.copyOf(EnumSet.allOf(Rule.class));
}

package io.understudy.engine.decision;

import io.understudy.api.DeviceId;
import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one node says to another, again and again: every beat repeats all of it, so a lost one
/// heals. Times are nanoseconds; a stamp is on its maker's raw clock, an age is a difference.
///
/// @param from who says it
/// @param to to whom
/// @param incarnation of the sender: random, new with each start of its engine, never 0
/// @param named the incarnation of the receiver that this beat is for; 0: none is known yet (R2)
/// @param acquainted the sender takes `named` for the receiver's present life; false in a hello and
///     in the answer to one, which count for nothing else
/// @param sequence grows by one with each beat of an incarnation
/// @param stamp the sender's time of this beat (t_s): it names a ticket armed before
/// @param echo stamp of the newest beat that the sender has from `named`; [#NEVER]: none
/// @param tempo the longest spans the sender's leases may still have
/// @param regard the spans the sender reckons with for the receiver; its grants are for these (R13)
/// @param age since the sender last heard the receiver by any way; [#NEVER]: not yet
/// @param directAge the same, by a path
/// @param majority the sender reaches more than half of every electorate and would claim (R5)
/// @param held the sender must not own anything
/// @param setBack the sender owns only what no healthy peer can (R11)
/// @param maintenance whether automatic moves are off; the higher version is right
/// @param unsure the sender has no news of its devices (adapters being replaced): no accusation
/// @param scanning the sender doubts its LAN and pings its devices in bursts: do so too
/// @param reached devices that answered within the last rest period
/// @param reflecting devices by which the receiver's beats arrived within the last rest period
/// @param present devices that are reached at this instant, by bursts; empty without bursts
/// @param stall the longest recent stall of the sender
public record Beat(
    NodeId from,
    NodeId to,
    long incarnation,
    long named,
    boolean acquainted,
    long sequence,
    long stamp,
    long echo,
    Tempo tempo,
    Tempo regard,
    long age,
    long directAge,
    boolean majority,
    boolean held,
    boolean setBack,
    Maintenance maintenance,
    boolean unsure,
    boolean scanning,
    Set<DeviceId> reached,
    Set<DeviceId> reflecting,
    Set<DeviceId> present,
    long stall,
    List<Section> sections) {
  /// An age or an echo that doesn't exist.
  public static final long NEVER = Long.MAX_VALUE;

  /// A switch of the whole cluster: the newest order wins, wherever it was given.
  public record Maintenance(boolean on, long version) {
    public static final Maintenance OFF = new Maintenance(false, 0);
  }

  /// What the sender is to a group.
  public enum Standing {
    /// Holds the lease.
    OWNER,
    /// Holds none any more, and its muting isn't confirmed yet.
    LEAVING,
    /// Mute.
    STANDBY
  }

  /// A lease given to the receiver.
  ///
  /// @param term whose; [Term#NONE]: there is no grant
  /// @param lease from the echoed stamp on
  /// @param pause if not 0, a long lease (R12) is given instead, from the echoed stamp on
  public record Grant(Term term, long lease, long pause) {
    public static final Grant NONE = new Grant(Term.NONE, 0, 0);
  }

  /// The state of one group. Absent terms are [Term#NONE].
  ///
  /// @param term the owner's term on an owner, else the highest that the sender knows
  /// @param remaining how long from `stamp` on the sender's address may still be usable
  /// @param want the sender asks for a grant of this term (R7)
  /// @param released the sender owned it up to this term, and is mute: the farewell
  /// @param successor who shall own it next
  /// @param lastOwner the sender was the last owner
  /// @param asks the sender's administrator asks the owner to hand over to the sender
  /// @param unfit the sender can't serve well: sick services, a dead LAN device; or must not be
  ///     chosen, because its copy of the data is too old (R14)
  /// @param pause the owner asks for a long grant
  /// @param failed the group's services failed on the sender (R15): then it is unfit, too
  /// @param unstopped its services may still run at the sender, which doesn't own it
  /// @param unowned the sender knows of nobody who ever owned it (R14)
  /// @param electorates versions by which the sender is bound
  /// @param proposal what the owner wants them to become
  public record Section(
      GroupId group,
      Standing standing,
      Term term,
      long remaining,
      Grant grant,
      Term want,
      Term released,
      Optional<NodeId> successor,
      boolean lastOwner,
      boolean asks,
      boolean unfit,
      boolean pause,
      boolean failed,
      boolean unstopped,
      boolean unowned,
      List<Electorate.Version> electorates,
      Optional<Electorate> proposal) {}
}

package io.understudy.api.kernel;

import io.understudy.api.GroupId;
import io.understudy.api.Outcome;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// The lease that the kernel enforces (R1): a group's addresses are usable only until a time-out
/// that this process must keep renewing, and each renewal is bounded by a ticket that was armed
/// before the evidence for it was asked for. Whatever happens to this process, an address is muted
/// by (time of arming) + ticket + hold.
public interface Lease {
  /// What a renewal rests on. Each has its own span.
  enum Kind {
    /// A peer's grant.
    GRANT,
    /// Reference devices.
    VERDICT,
    /// A long grant for a planned pause (R12).
    PAUSE
  }

  /// @param ticket how long after arming a ticket may renew
  /// @param hold how long a renewal lasts
  record Span(Duration ticket, Duration hold) {}

  /// Guards a group: from here on its addresses are muted on the devices unless renewed.
  /// Idempotent; whatever is held now stays held, also when a new process guards it, or spans
  /// change. Not for the hot path.
  Outcome guard(
      GroupId group, Set<String> devices, Set<InetAddress> addresses, Map<Kind, Span> spans);

  /// Ends guarding: for a group that is no longer configured, after its addresses are gone.
  Outcome unguard(GroupId group);

  /// Arms a fresh one-time ticket; good for each kind within its span. One system call.
  ///
  /// @return the nonce, unguessable
  long arm();

  /// Holds the group's addresses for the kind's hold from now, if the ticket is still good; else
  /// nothing happens. May be repeated with the same ticket until it ends. A few system calls.
  void renew(long nonce, Kind kind, GroupId group);

  /// Mutes the group's addresses now; tickets armed before are void for it. Confirmed when it
  /// returns [Outcome.Done]. A few system calls.
  Outcome drop(GroupId group);

  /// {@return whether the kernel lets all of the group's addresses be used just now, as far as
  /// this process's rules are in force; after a restart: whether they stayed held} A few system
  /// calls.
  default boolean holds(GroupId group) {
    return false;
  }

  /// {@return whether the kernel enforces the lease; if not, why}
  Enforcement enforcement();

  record Enforcement(boolean byKernel, String why) {}
}

package io.understudy.api;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/// One way to make sure from outside that a node no longer acts: a login that puts it into standby,
/// a power switch. The engine tries the fences of a victim level by level, those of a level at
/// once; the first that confirms ends it.
///
/// A confirmed fence means: the victim holds no address, and will claim none before it has been in
/// contact with another node again.
@ConsumerType
public interface Fence {
  /// {@return the name under which it is configured, unique on this node}
  String name();

  /// {@return whom it fences}
  NodeId victim();

  /// {@return its level, 1 to 9; lower ones are tried first}
  int level();

  /// {@return how long an attempt may take, delay included} Afterwards it is interrupted, and its
  /// outcome is unknown.
  Duration limit();

  /// @return [Outcome.Done] only if the victim, or its power, has confirmed it; [Outcome.Failed] if
  ///     it certainly goes on; else [Outcome.Unknown], which never counts as fenced
  /// @throws Refusal if the victim knows a newer term: then no other way to fence it may be tried
  Outcome fence(Order order) throws InterruptedException;

  /// Tries all that can be tried without touching the victim: the way, the rights, the answer.
  Outcome test() throws InterruptedException;

  /// The victim lives, and knows a newer term than the one that asks.
  final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Term newer;

    public Refusal(NodeId victim, Term newer) {
      super("%s refuses: it knows the newer term %s".formatted(victim, newer));
      this.newer = newer;
    }

    public Term newer() {
      return newer;
    }
  }

  /// @param by the node that asks
  /// @param group for which it will claim
  /// @param term with which it will claim; a victim that knows a newer one refuses
  record Order(NodeId victim, NodeId by, GroupId group, Term term) {}
}

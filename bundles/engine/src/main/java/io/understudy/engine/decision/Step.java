package io.understudy.engine.decision;

import java.util.List;

/// What comes of one event.
///
/// @param next what the node knows now
/// @param actions what to do, in this order
/// @param wakeAt when the core wants a [Event.Tick] at the latest, on the raw clock; it may have
///     passed already
/// @param resting beats of this incarnation of the peer may wait until then; 0: none may
public record Step(State next, List<Action> actions, long wakeAt, long resting) {}

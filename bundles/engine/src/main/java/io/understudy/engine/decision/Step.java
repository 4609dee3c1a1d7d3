package io.understudy.engine.decision;

import java.util.List;

/// What comes of one event.
///
/// @param next what the node knows now
/// @param actions what to do, in this order
/// @param wakeAt when the core wants a [Event.Tick] at the latest, on the raw clock; it may have
///     passed already
public record Step(State next, List<Action> actions, long wakeAt) {}

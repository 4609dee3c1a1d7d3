package io.understudy.api;

import java.time.Instant;

/// One entry of the history.
///
/// @param number counts up by one; restarts with the process
/// @param at wall-clock time, for people
/// @param node where it happened
/// @param kind a word that scripts may rely on, like `claimed`
/// @param text one line for people, with the cause
public record ClusterEvent(
    long number, Instant at, NodeId node, String kind, String group, String text) {}

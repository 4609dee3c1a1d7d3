package io.understudy.api;

/// How a node answered a fence.
///
/// @param outcome [Outcome.Done]: it is mute and held; [Outcome.Failed]: it refuses, or can't
/// @param node who answers
/// @param incarnation the life of its engine that answers; 0: no engine ran
/// @param term the highest term that it knows for the group
public record StoodDown(Outcome outcome, NodeId node, long incarnation, Term term) {}

package io.understudy.api;

import java.time.Duration;

/// How a path does, over its last 100 beats or so.
///
/// @param local own address and port
/// @param remote the peer's address and port
/// @param alive an authentic beat arrived within the last second
/// @param sent beats sent since the path exists
/// @param received authentic beats received since the path exists
/// @param refused datagrams that weren't authentic, or were replayed
/// @param loss share of the peer's beats that didn't arrive, 0 to 1
/// @param latency median of half the round trip; zero while unknown
/// @param jitter mean deviation of the gaps between arrivals from the gaps between sendings (RFC
///     3550, 6.4.1)
/// @param error why it can't send or receive; empty if it can
public record PathView(
    PathId id,
    NodeId peer,
    String local,
    String remote,
    boolean alive,
    long sent,
    long received,
    long refused,
    double loss,
    Duration latency,
    Duration jitter,
    String error) {}

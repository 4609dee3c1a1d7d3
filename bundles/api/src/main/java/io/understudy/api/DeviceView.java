package io.understudy.api;

import java.time.Duration;

/// How a reference device does, as this node sees it.
///
/// @param address its address
/// @param reached it answered within the last 3.5 s
/// @param reflects a reflected beat arrived by way of it within the last 3.5 s
/// @param latency round trip of its last answer; zero while unknown
/// @param error why it can't be pinged; empty if it can
public record DeviceView(
    DeviceId id,
    String address,
    int weight,
    boolean reached,
    boolean reflects,
    Duration latency,
    String error) {}

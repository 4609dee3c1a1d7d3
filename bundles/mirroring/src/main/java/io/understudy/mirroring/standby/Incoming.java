package io.understudy.mirroring.standby;

import io.understudy.api.NodeId;
import io.understudy.api.Term;
import java.time.Instant;

/// A rule's connection from its owner.
///
/// @param since when it was accepted
public record Incoming(
    NodeId from, Term term, String strategy, Instant since, long bytesRead, long bytesSent) {}

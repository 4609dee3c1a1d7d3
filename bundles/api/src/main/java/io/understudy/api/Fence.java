package io.understudy.api;

import org.osgi.annotation.versioning.ConsumerType;

/// Makes sure from outside that a node no longer acts.
@ConsumerType
public interface Fence {
  /// @param term the term of the one who asks; a victim with a newer one refuses
  Outcome fence(NodeId victim, Term term);
}

package io.understudy.api;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Authenticates what nodes say to each other, with the cluster's key.
public interface BeatSeal {
  /// @param plain from position to limit; left as it was
  /// @return a new buffer that [#open] accepts on a node with the same key
  ByteBuffer seal(ByteBuffer plain);

  /// @return what was sealed, or empty if it was truncated, forged or sealed with another key
  Optional<ByteBuffer> open(ByteBuffer sealed);
}

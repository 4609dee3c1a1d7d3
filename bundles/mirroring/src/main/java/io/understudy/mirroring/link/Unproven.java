package io.understudy.mirroring.link;

import java.io.IOException;

/// The other end doesn't show that it has the cluster's key.
public final class Unproven extends IOException {
  private static final long serialVersionUID = 1L;

  Unproven(String message) {
    super(message);
  }
}

package io.understudy.api.mirror;

import java.io.IOException;

/// The sender is no longer, or not, the owner of the rule's group: nothing may be written.
public final class Superseded extends IOException {
  private static final long serialVersionUID = 1L;

  public Superseded(String message) {
    super(message);
  }
}

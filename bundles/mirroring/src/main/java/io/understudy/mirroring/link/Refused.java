package io.understudy.mirroring.link;

import java.io.IOException;

/// The other node is one of ours and doesn't want this connection. The message is its reason.
public final class Refused extends IOException {
  private static final long serialVersionUID = 1L;

  public Refused(String reason) {
    super(reason);
  }
}

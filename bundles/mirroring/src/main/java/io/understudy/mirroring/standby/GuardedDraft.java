package io.understudy.mirroring.standby;

import io.understudy.api.files.Draft;
import java.io.IOException;

/// A file that takes its place only while the gate is open. Closing it lets go of it in any case:
/// what vanishes then has no name but a temporary one.
final class GuardedDraft extends GuardedFile<Draft> implements Draft {
  GuardedDraft(Draft inner, Gate gate, Gate.Pass pass) {
    super(inner, gate, pass);
  }

  @Override
  public void publish() throws IOException {
    gate.change(pass, inner::publish);
  }
}

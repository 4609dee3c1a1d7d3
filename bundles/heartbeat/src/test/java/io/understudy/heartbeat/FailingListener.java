package io.understudy.heartbeat;

import io.understudy.api.HeartbeatPath;
import io.understudy.api.PathId;
import java.nio.ByteBuffer;

final class FailingListener implements HeartbeatPath.Listener {
  @Override
  public void beat(PathId path, ByteBuffer beat, long receivedNanos) {
    throw new IllegalStateException("on purpose");
  }

  @Override
  public void refused(PathId path) {
    throw new IllegalStateException("on purpose");
  }
}

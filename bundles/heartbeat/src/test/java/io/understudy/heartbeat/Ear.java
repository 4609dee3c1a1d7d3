package io.understudy.heartbeat;

import io.understudy.api.HeartbeatPath;
import io.understudy.api.PathId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps what a path hears: each test beat is one number.
class Ear implements HeartbeatPath.Listener {
  final List<Integer> beats = new CopyOnWriteArrayList<>();
  final AtomicInteger refusals = new AtomicInteger();

  @Override
  public void beat(PathId path, ByteBuffer beat, long receivedNanos) {
    beats.add(beat.getInt());
  }

  @Override
  public void refused(PathId path) {
    refusals.incrementAndGet();
  }

  static ByteBuffer beat(int number) {
    return ByteBuffer.allocate(200).putInt(0, number);
  }
}

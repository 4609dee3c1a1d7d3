package io.understudy.arbitration;

import io.understudy.api.DeviceId;
import io.understudy.api.ReferenceDevice;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what a device tells; a test beat is one number.
final class Ear implements ReferenceDevice.Listener {
  final List<Long> answers = new CopyOnWriteArrayList<>();
  final List<Integer> beats = new CopyOnWriteArrayList<>();

  @Override
  public void answered(DeviceId device, long stamp) {
    answers.add(stamp);
  }

  @Override
  public void reflected(DeviceId via, ByteBuffer beat, long receivedNanos) {
    beats.add(beat.getInt());
  }

  static ByteBuffer beat(int number) {
    return ByteBuffer.allocate(300).putInt(0, number);
  }
}

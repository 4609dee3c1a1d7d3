package io.understudy.takeover;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A LAN in memory: what one machine sends, the others hear at once, on the sender's thread.
final class DummyLan {
  private final List<DummyMachine> machines = new CopyOnWriteArrayList<>();
  private final List<ByteBuffer> carried = new CopyOnWriteArrayList<>();

  void plug(DummyMachine machine) {
    machines.add(machine);
  }

  void carry(DummyMachine from, ByteBuffer frame) {
    carried.add(frame.duplicate());
    machines.stream().filter(to -> to != from).forEach(to -> to.hear(frame.duplicate()));
  }

  /// Delivers a frame as if a station that isn't a machine here had sent it.
  void inject(ByteBuffer frame) {
    machines.forEach(to -> to.hear(frame.duplicate()));
  }

  /// {@return what was carried and says that somebody has an address}
  List<Sighting> claims() {
    List<Sighting> claims = new ArrayList<>();
    carried.forEach(frame -> Sighting.in(frame).ifPresent(claims::add));
    return claims;
  }

  List<ByteBuffer> carried() {
    return carried;
  }

  void forget() {
    carried.clear();
  }
}

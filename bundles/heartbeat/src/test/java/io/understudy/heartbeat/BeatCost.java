package io.understudy.heartbeat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

/// Prints what a beat costs over loopback. Run it as the node runs: `-XX:TieredStopAtLevel=1`.
public final class BeatCost {
  private static final int ROUNDS = 4000;
  private static final int BURN_IN = 20_000;

  private BeatCost() {}

  public static void main(String[] arguments) throws Exception {
    HmacSeal seal = new HmacSeal(new byte[32]);
    ByteBuffer plain = ByteBuffer.allocate(260);
    report("seal", () -> seal.seal(plain));
    ByteBuffer sealed = seal.seal(plain);
    report("open", () -> seal.open(sealed));
    UdpPath a = path(seal, "b", "127.7.1.1", "127.7.1.2");
    UdpPath b = path(seal, "a", "127.7.1.2", "127.7.1.1");
    ArrayBlockingQueue<Integer> heard = new ArrayBlockingQueue<>(1);
    b.listen(
        new Ear() {
          @Override
          public void beat(io.understudy.api.PathId path, ByteBuffer beat, long receivedNanos) {
            heard.offer(1);
          }
        });
    Thread.sleep(200);
    ByteBuffer beat = Ear.beat(1);
    report("seal and send", () -> a.send(beat));
    report(
        "seal, send, receive, open, hand over",
        () -> {
          a.send(beat);
          heard.poll(100, java.util.concurrent.TimeUnit.MILLISECONDS);
        });
    a.deactivate();
    b.deactivate();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void report(String what, Work work) throws Exception {
    for (int i = 0; i < BURN_IN; i++) {
      work.run();
    }
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long before = System.nanoTime();
      work.run();
      nanos[i] = System.nanoTime() - before;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-40s median %6.1f us, 99 %% %6.1f us%n",
        what, nanos[ROUNDS / 2] / 1e3, nanos[ROUNDS * 99 / 100] / 1e3);
  }

  private static UdpPath path(HmacSeal seal, String peer, String local, String remote) {
    return new UdpPath(
        new DummyTicker(),
        seal,
        Map.of("name", "lan", "node", peer, "local", local, "remote", remote, "port", 17790));
  }
}

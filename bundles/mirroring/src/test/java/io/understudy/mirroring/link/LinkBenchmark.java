package io.understudy.mirroring.link;

import java.io.IOException;
import java.io.InputStream;

/// Prints how much one connection carries on loopback; both ends are in this process.
final class LinkBenchmark {
  private static final long TOTAL = Long.getLong("bytes", 1L << 30);

  private LinkBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    try (Ends ends = new Ends(LinkTimes.USUAL, (byte) 1, (byte) 1);
        Connection here = ends.dial()) {
      Connection there = ends.other();
      for (int piece : new int[] {512, 16 * 1024, 256 * 1024}) {
        byte[] bytes = new byte[piece];
        long start = System.nanoTime();
        Thread reader = Thread.ofVirtual().start(() -> read(there.in()));
        for (long sent = 0; sent < TOTAL; sent += piece) {
          here.out().write(bytes);
        }
        here.out().flush();
        reader.join();
        System.out.printf("pieces of %d bytes: %.0f MB/s%n", piece, TOTAL / 1e6 / seconds(start));
      }
      long start = System.nanoTime();
      int times = 20_000;
      Thread echo = Thread.ofVirtual().start(() -> echo(there, times));
      for (int i = 0; i < times; i++) {
        here.out().write(1);
        here.out().flush();
        here.in().read();
      }
      echo.join();
      System.out.printf("there and back: %.0f us%n", seconds(start) / times * 1e6);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void read(InputStream in) {
    byte[] into = new byte[64 * 1024];
    try {
      for (long left = TOTAL; left > 0; left -= in.read(into)) {}
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void echo(Connection connection, int times) {
    try {
      for (int i = 0; i < times; i++) {
        connection.out().write(connection.in().read());
        connection.out().flush();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

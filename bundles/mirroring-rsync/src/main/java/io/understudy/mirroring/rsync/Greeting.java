package io.understudy.mirroring.rsync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a daemon out of what the client takes for a plain server. The client believes that it
/// started `rsync --server` and sends four bytes, its protocol's version; the daemon expects a
/// greeting in text, and its options. Those are given by the standby itself, never by the other
/// end. After that the bytes are the same.
final class Greeting implements Opening {
  static final String MODULE = "copy";
  private static final Pattern VERSION = Pattern.compile("@RSYNCD: (\\d{2})\\.\\d+.*");
  private static final int LONGEST = 1024;
  private static final int OLDEST = 31;
  private static final int NEWEST = 99;

  private final List<String> arguments;
  private final CompletableFuture<Integer> client = new CompletableFuture<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final byte[] version = new byte[4];
  private int known;

  Greeting(List<String> arguments) {
    this.arguments = arguments;
  }

  @Override
  public byte[] greet(InputStream from, OutputStream to) throws IOException, InterruptedException {
    Matcher daemon = VERSION.matcher(line(from));
    if (!daemon.matches()) {
      throw new IOException("the standby's rsync doesn't greet as a daemon");
    }
    say(to, "@RSYNCD: %d.0 md5\n%s\n".formatted(clientVersion(), MODULE));
    String answer = line(from);
    if (!answer.equals("@RSYNCD: OK")) {
      throw new IOException("the standby's rsync says " + answer);
    }
    say(to, String.join("\0", arguments) + "\0\0");
    over.countDown();
    return ByteBuffer.allocate(4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(Integer.parseInt(daemon.group(1)))
        .array();
  }

  private int clientVersion() throws IOException, InterruptedException {
    try {
      int said = client.get(Bridge.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (said < OLDEST || said > NEWEST) {
        throw new IOException("the owner's rsync speaks protocol %d".formatted(said));
      }
      return said;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the owner's rsync says nothing", e);
    }
  }

  private static void say(OutputStream to, String text) throws IOException {
    to.write(text.getBytes(StandardCharsets.US_ASCII));
    to.flush();
  }

  private static String line(InputStream from) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int one = from.read(); one != '\n'; one = from.read()) {
      if (one < 0 || bytes.size() >= LONGEST) {
        throw new IOException("the standby's rsync ended while it greeted");
      }
      bytes.write(one);
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  @Override
  public int take(byte[] bytes) throws IOException, InterruptedException {
    int taken = 0;
    if (known < version.length) {
      taken = Math.min(bytes.length, version.length - known);
      System.arraycopy(bytes, 0, version, known, taken);
      known += taken;
      if (known == version.length) {
        client.complete(ByteBuffer.wrap(version).order(ByteOrder.LITTLE_ENDIAN).getInt());
      }
    }
    if (taken < bytes.length && !over.await(Bridge.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("the standby's rsync doesn't greet");
    }
    return taken;
  }
}

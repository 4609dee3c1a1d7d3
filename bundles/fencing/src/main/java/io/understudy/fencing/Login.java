package io.understudy.fencing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.jspecify.annotations.Nullable;

/// One login at one address with one command.
final class Login implements AutoCloseable {
  /// By which the verifier of host keys finds who asked.
  static final AttributeRepository.AttributeKey<Login> SELF =
      new AttributeRepository.AttributeKey<>();

  private static final int LONGEST_ANSWER = 1024;
  private static final int LONGEST_REASON = 160;

  private final Address address;
  private final Pins pins;
  private volatile String objection = "";
  private volatile boolean keyed;
  private volatile boolean authenticated;
  private volatile boolean closed;
  private volatile @Nullable ConnectFuture connecting;

  Login(Address address, Pins pins) {
    this.address = address;
    this.pins = pins;
  }

  /// What the command printed.
  ///
  /// @param status its exit code; -1 if it told none
  record Output(int status, String out, String error) {}

  boolean accepts(PublicKey hostKey) {
    Optional<String> found = pins.objection(address, hostKey);
    objection = found.orElse("");
    keyed = found.isEmpty();
    return keyed;
  }

  /// Blocks until the command has ended, or `limit` is over.
  ///
  /// @throws IOException if there is no answer; the message says why in few words
  Output run(SshClient client, String user, KeyPair key, String command, Duration limit)
      throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    try {
      return talk(client, user, key, command, end);
    } catch (IOException | RuntimeException failed) {
      throw new IOException(why(failed, System.nanoTime() >= end, limit), failed);
    } finally {
      close();
    }
  }

  private Output talk(SshClient client, String user, KeyPair key, String command, long end)
      throws IOException {
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
    ConnectFuture connection =
        client.connect(user, target, AttributeRepository.ofKeyValuePair(SELF, this), null);
    connecting = connection;
    if (closed) {
      close();
    }
    ClientSession session = connection.verify(left(end)).getSession();
    session.addPublicKeyIdentity(key);
    session.auth().verify(left(end));
    authenticated = true;
    Bounded out = new Bounded();
    Bounded error = new Bounded();
    ChannelExec channel = session.createExecChannel(command);
    channel.setOut(out);
    channel.setErr(error);
    channel.open().verify(left(end));
    if (!channel
        .waitFor(EnumSet.of(ClientChannelEvent.CLOSED), left(end))
        .contains(ClientChannelEvent.CLOSED)) {
      throw new IOException("no answer");
    }
    Integer status = channel.getExitStatus();
    return new Output(status == null ? -1 : status, out.text(), error.text());
  }

  /// {@return whole milliseconds, rounded up: whoever waited for as long is late for sure}
  private static long left(long end) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1);
  }

  private String why(Exception failed, boolean late, Duration limit) {
    if (!objection.isEmpty()) {
      return objection;
    }
    if (late) {
      return (keyed ? "logged in or logging in, but no answer" : "no answer")
          + " within "
          + io.understudy.api.Settings.words(limit);
    }
    if (keyed && !authenticated) {
      return "it doesn't take this node's key; on that node: understudy fencing-setup --peer-key";
    }
    Throwable cause = failed;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return shorten(cause.getMessage() == null ? cause.toString() : cause.getMessage());
  }

  /// {@return one line of bounded length, fit for a log}
  static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "...";
  }

  /// Ends it, at whatever it is. Idempotent.
  @Override
  public void close() {
    closed = true;
    ConnectFuture connection = connecting;
    if (connection != null) {
      connection.cancel();
      if (connection.isConnected()) {
        connection.getSession().close(true);
      }
    }
  }

  /// Keeps the first bytes; whoever sends more than an answer has isn't understood anyway.
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int one) {
      if (bytes.size() < LONGEST_ANSWER) {
        bytes.write(one);
      }
    }

    synchronized String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}

package io.understudy.hook.http;

import io.understudy.hook.kit.Health;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a web server for one page, by HTTP/1.1 on a plain socket or TLS. The JDK's clients cost
/// megabytes
/// and threads that a node has no other use for. Redirections are an answer like any other.
final class HttpHealth implements Health {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");
  private static final int MOST = 65_536;

  /// Takes every byte for a character and back.
  private static final Charset ANY = StandardCharsets.ISO_8859_1;

  private final HttpHookSettings.Health health;

  HttpHealth(HttpHookSettings.Health health) {
    this.health = health;
  }

  @Override
  public Optional<String> ailment() {
    try {
      return judge(answer());
    } catch (SocketTimeoutException e) {
      return Optional.of("%s: no answer within %s".formatted(health.url(), words()));
    } catch (IOException e) {
      return Optional.of(health.url() + ": " + e.getMessage());
    }
  }

  private Optional<String> judge(String answer) throws IOException {
    Matcher first = STATUS.matcher(answer.lines().findFirst().orElse(""));
    if (!first.matches()) {
      throw new IOException("the answer is not HTTP");
    }
    int status = Integer.parseInt(first.group(1));
    if (status != health.status()) {
      return Optional.of("%s answers %d, not %d".formatted(health.url(), status, health.status()));
    }
    String wanted = new String(health.match().getBytes(StandardCharsets.UTF_8), ANY);
    return answer.indexOf(wanted, Math.max(0, answer.indexOf("\r\n\r\n"))) >= 0
        ? Optional.empty()
        : Optional.of("%s: '%s' isn't in the answer".formatted(health.url(), health.match()));
  }

  /// Whoever accepts connections there.
  @Override
  public Optional<Stranger> stranger() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), (int) health.timeout().toMillis());
      return Optional.of(
          new Stranger(
              "another process listens at " + health.url(),
              "find it (`ss -ltnp`) and stop it; it is not this service, so it is left alone"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String answer() throws IOException {
    long end = System.nanoTime() + health.timeout().toNanos();
    try (Socket socket = new Socket()) {
      int limit = (int) health.timeout().toMillis();
      socket.connect(address(), limit);
      if (!health.secure()) {
        return answer(socket, end);
      }
      socket.setSoTimeout(limit);
      try (Socket secured = health.trust().secure(socket, name())) {
        return answer(secured, end);
      }
    }
  }

  /// {@return the Host header without a port}
  private String name() {
    return health.host().replaceFirst(":\\d+$", "");
  }

  private String answer(Socket socket, long end) throws IOException {
    socket.getOutputStream().write(request());
    byte[] answer = new byte[MOST];
    int length = 0;
    InputStream in = socket.getInputStream();
    while (length < MOST) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      int read = in.read(answer, length, MOST - length);
      if (read < 0) {
        break;
      }
      length += read;
    }
    return new String(answer, 0, length, ANY);
  }

  private byte[] request() {
    String path = health.url().getRawPath();
    String query = health.url().getRawQuery();
    return """
    GET %s%s HTTP/1.1\r
    Host: %s\r
    User-Agent: understudy\r
    Accept: */*\r
    Connection: close\r
    \r
    """
        .formatted(
            path == null || path.isEmpty() ? "/" : path,
            query == null ? "" : "?" + query,
            health.host())
        .getBytes(ANY);
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(health.url().getHost(), health.port());
  }

  private String words() {
    return io.understudy.api.Settings.words(health.timeout());
  }
}

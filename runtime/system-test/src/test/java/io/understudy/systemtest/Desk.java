package io.understudy.systemtest;

import io.understudy.lab.Node;
import io.understudy.lab.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Scanner;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// The web server of a node, as a program on that node reaches it.
final class Desk {
  static final int PORT = 8443;
  static final String FIRST = "first password";
  static final String PASSWORD = "a much longer one";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Node node;
  private final HttpClient client;

  private Desk(Node node, HttpClient client) {
    this.node = node;
    this.client = client;
  }

  /// Configures the web server of a running node, and waits until it answers.
  static Desk open(Node node) throws Exception {
    Path data = node.home().resolve("data");
    Files.writeString(data.resolve("first-password"), FIRST + "\n");
    Files.writeString(node.home().resolve("config/io.understudy.web.cfg"), "port = " + PORT + "\n");
    Desk desk = new Desk(node, node.space().call(Desk::client));
    Pause.until(() -> "the web server of " + node, PATIENCE, desk::answers);
    return desk;
  }

  private boolean answers() {
    try {
      return send(request("/understudy/login").GET()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Chooses the operator's password, as it has to be before anything else.
  Desk choosePassword() throws IOException {
    choosePassword("admin", FIRST);
    return this;
  }

  /// Has somebody choose [#PASSWORD].
  void choosePassword(String user, String old) throws IOException {
    HttpResponse<String> chosen =
        send(
            as(user, old, "/understudy/password")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "old=%1$s&new=%2$s&again=%2$s"
                            .formatted(old.replace(' ', '+'), PASSWORD.replace(' ', '+')))));
    if (chosen.statusCode() != 302) {
      throw new IOException("no password: " + chosen.body());
    }
  }

  static URI uri(String path) {
    return URI.create("https://127.0.0.1:" + PORT + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
  }

  HttpRequest.Builder as(String user, String password, String path) {
    String credentials = user + ":" + password;
    return request(path)
        .header(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
  }

  HttpRequest.Builder asOperator(String path) {
    return as("admin", PASSWORD, path);
  }

  HttpResponse<String> order(String verb, String json) throws IOException {
    return send(
        asOperator("/understudy/api/v1/orders/" + verb)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return node.space()
          .call(() -> client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException failed) {
      throw failed;
    } catch (Exception ended) {
      throw new IOException(ended);
    }
  }

  /// Sends the head of a request and never its body.
  ///
  /// @param head the request's line and its headers, each with CRLF at its end
  /// @return the head of the answer
  String answerBeforeBody(String head) throws Exception {
    return node.space()
        .call(
            () -> {
              try (Socket socket = trusting().getSocketFactory().createSocket("127.0.0.1", PORT)) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket
                    .getOutputStream()
                    .write(
                        (head + "Host: 127.0.0.1:" + PORT + "\r\nContent-Length: 100\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                Scanner answer = new Scanner(socket.getInputStream(), StandardCharsets.UTF_8);
                return answer.useDelimiter("\r\n\r\n").next();
              }
            });
  }

  /// Opens the stream of a page, which goes on until it is closed.
  InputStream stream() throws Exception {
    HttpRequest request = asOperator("/understudy/api/v1/stream").build();
    return node.space()
        .call(() -> client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body());
  }

  Node node() {
    return node;
  }

  /// Made within the node's namespace, whose threads and sockets it then has.
  private static HttpClient client() throws GeneralSecurityException {
    return HttpClient.newBuilder()
        .sslContext(trusting())
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new Anybody()}, null);
    return trusting;
  }

  /// The node made its certificate itself.
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

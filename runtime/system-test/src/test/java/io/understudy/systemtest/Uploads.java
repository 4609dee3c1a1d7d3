package io.understudy.systemtest;

import io.understudy.lab.Lab;
import io.understudy.lab.Node;
import io.understudy.lab.Topology;
import io.understudy.lab.Understudy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A client that uploads one file after the other to the service, and knows which were
/// acknowledged; and the web server that takes them.
final class Uploads implements AutoCloseable {
  static final Path SERVER = Path.of("/usr/sbin/nginx");

  private static final int PATIENCE = 500;

  private final String prefix;
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean ended;

  Uploads(Lab lab, String prefix) {
    this.prefix = prefix;
    this.thread = lab.client().space().start(this::loop);
  }

  /// Makes the group's web server one that keeps what is uploaded, and that runs on the owner
  /// alone: else it could take an upload after the last pass of a handover.
  static void serve(Understudy understudy, Node node, Path kept) {
    Path folder = node.home().resolve("uploads");
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("nginx.conf");
      Files.writeString(
          file,
          """
          daemon off;
          worker_processes 1;
          user root;
          pid %1$s/nginx.pid;
          error_log %1$s/error.log crit;
          events { worker_connections 1024; }
          http {
            access_log off;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            server {
              listen 80 backlog=1024;
              listen [::]:80 backlog=1024;
              location / { return 200 "%2$s\\n"; }
              location /kept/ { alias %3$s/; dav_methods PUT; create_full_put_path on; }
            }
          }
          """
              .formatted(folder, node.name(), kept));
      String command = "%s -c %s -p %s -e %s/error.log".formatted(SERVER, file, folder, folder);
      understudy
          .config(node)
          .set("io.understudy.hook.http-web", "command", command)
          .set("io.understudy.hook.http-web", "standby", "stopped");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void loop() {
    for (int number = 0; !ended; number++) {
      String name = "%s-%d/%s-%05d".formatted(prefix, number % 5, prefix, number);
      if (put(name)) {
        acknowledged.add(name);
      }
    }
  }

  private static boolean put(String name) {
    byte[] content = Scribe.content(name);
    String head =
        "PUT /kept/%s HTTP/1.0\r\nHost: service\r\nContent-Length: %d\r\n\r\n"
            .formatted(name, content.length);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Topology.SERVICE, 80), PATIENCE);
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(content);
      byte[] answer = socket.getInputStream().readNBytes(12);
      String status = new String(answer, StandardCharsets.US_ASCII);
      return status.endsWith(" 201") || status.endsWith(" 204");
    } catch (IOException notAcknowledged) {
      return false;
    }
  }

  /// {@return what the service said that it has}
  List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join(4L * PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

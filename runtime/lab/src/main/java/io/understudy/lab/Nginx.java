package io.understudy.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A web server on a node that answers every request with the node's name, listening on all
/// addresses.
final class Nginx {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  private Nginx() {}

  static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  /// {@return a command line that runs it in the foreground}
  static List<String> command(Node node) {
    Path folder = node.home().resolve("nginx");
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
            }
          }
          """
              .formatted(folder, node.name()));
      return List.of(
          PROGRAM.toString(),
          "-c",
          file.toString(),
          "-p",
          folder.toString(),
          "-e",
          folder + "/error.log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

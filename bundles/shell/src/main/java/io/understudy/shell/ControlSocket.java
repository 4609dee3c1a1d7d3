package io.understudy.shell;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The UNIX socket `data/control.sock`, which only the node's user and root can open.
final class ControlSocket implements AutoCloseable {
  /// What fits into a socket's name (`sun_path`), with some room.
  private static final int NAME_LIMIT = 100;

  private final ServerSocketChannel server;
  private final Path file;

  private ControlSocket(ServerSocketChannel server, Path file) {
    this.server = server;
    this.file = file;
  }

  /// @param data the node's data directory, which nobody else may enter
  static ControlSocket open(Path data) throws IOException {
    Files.createDirectories(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Path file = data.resolve("control.sock");
    if (file.toString().length() > NAME_LIMIT) {
      file = Path.of("").toAbsolutePath().relativize(file);
    }
    Files.deleteIfExists(file);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(file));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return new ControlSocket(server, file);
    } catch (IOException failed) {
      server.close();
      throw new IOException("can't listen for commands on " + file + ": " + failed, failed);
    }
  }

  SocketChannel accept() throws IOException {
    return server.accept();
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(file);
  }
}

package io.understudy.lab.mirroring;

import io.understudy.lab.Node;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The least that any mirror has to do, as a lower bound: it is told what is done at the source,
/// has nothing to find out, secure, or remember, and copies no attributes. One TCP connection; what
/// wasn't acknowledged goes again over the next.
final class Floor implements Copier {
  private static final int PORT = 7800;
  private static final int SILENCE = 500;
  private static final int WINDOW = 2000;

  private final Site site;
  private final BlockingQueue<Edit> queue = new LinkedBlockingQueue<>();
  private final Deque<Edit> unacknowledged = new ArrayDeque<>();
  private final Set<String> missed = new HashSet<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  Floor(Site site) {
    this.site = site;
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public void begin() {
    Applier applier = new Applier(site.copy());
    threads.add(site.to().space().start(() -> serve(applier)));
    threads.add(site.from().space().start(this::send));
    try {
      Files.walkFileTree(
          site.source(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                queue.add(new Edit.Written(site.source().relativize(file).toString()));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void told(Edit edit) {
    queue.add(edit);
  }

  private void serve(Applier applier) {
    while (!closed) {
      try (ServerSocket server = new ServerSocket()) {
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(Site.address(site.to()), PORT));
        server.setSoTimeout(SILENCE);
        try (Socket socket = server.accept()) {
          socket.setTcpNoDelay(true);
          socket.setSoTimeout(2 * SILENCE);
          DataInputStream in =
              new DataInputStream(new BufferedInputStream(socket.getInputStream()));
          while (!closed) {
            applier.apply(in);
            socket.getOutputStream().write(1);
          }
        }
      } catch (IOException endOfConnection) {
        // The sender begins another one.
      }
    }
  }

  private void send() {
    while (!closed) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(Site.address(site.to()), PORT), SILENCE);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(SILENCE);
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        for (Edit edit : unacknowledged) {
          write(edit, out);
        }
        out.flush();
        exchange(socket, out);
      } catch (IOException endOfConnection) {
        // Begin another one.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void exchange(Socket socket, DataOutputStream out)
      throws IOException, InterruptedException {
    while (!closed) {
      Edit edit =
          unacknowledged.size() >= WINDOW
              ? null
              : unacknowledged.isEmpty()
                  ? queue.poll(SILENCE / 2, TimeUnit.MILLISECONDS)
                  : queue.poll();
      if (edit != null) {
        unacknowledged.add(edit);
        write(edit, out);
      } else if (unacknowledged.isEmpty()) {
        // A sign of life.
        unacknowledged.add(new Edit.Patched("", 0, 0));
        write(unacknowledged.getFirst(), out);
      }
      if (edit == null || socket.getInputStream().available() > 0) {
        out.flush();
        acknowledge(socket);
      }
    }
  }

  private void acknowledge(Socket socket) throws IOException {
    byte[] marks = new byte[Math.max(1, socket.getInputStream().available())];
    int count = socket.getInputStream().read(marks);
    if (count < 0) {
      throw new IOException("ended");
    }
    for (int i = 0; i < count; i++) {
      unacknowledged.poll();
    }
  }

  private void write(Edit edit, DataOutputStream out) throws IOException {
    switch (edit) {
      case Edit.Written(String path) -> whole(path, out);
      case Edit.Renamed(String from, String to) -> {
        if (missed.remove(from)) {
          whole(to, out);
        } else {
          Applier.renamed(from, to, out);
        }
      }
      case Edit.Removed(String path) -> Applier.removed(path, out);
      case Edit.Patched(String path, long offset, int length) -> {
        ByteBuffer content = ByteBuffer.allocate(length);
        if (length > 0) {
          try (FileChannel file =
              FileChannel.open(site.source().resolve(path), StandardOpenOption.READ)) {
            file.read(content, offset);
          }
        }
        Applier.patched(path, offset, content.array(), out);
      }
    }
  }

  /// A file that was renamed before it was read follows under its new name.
  private void whole(String path, DataOutputStream out) throws IOException {
    try {
      Applier.written(path, Files.readAllBytes(site.source().resolve(path)), out);
    } catch (NoSuchFileException gone) {
      missed.add(path);
      Applier.removed(path, out);
    }
  }

  @Override
  public double processor() {
    return threads.stream()
            .mapToLong(
                thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()))
            .sum()
        / 1e9;
  }

  @Override
  public boolean copiesAttributes() {
    return false;
  }

  /// {@return whether it leaves the file alone: Java can't spell what is there}
  @Override
  public boolean ownName(String name) {
    return name.equals(Corpus.ODD);
  }

  /// {@return nothing: it is part of the benchmark's own process}
  @Override
  public double resident(Node node) {
    return Double.NaN;
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

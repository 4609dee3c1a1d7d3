package io.understudy.lab.mirroring;

import io.understudy.lab.Command;
import io.understudy.lab.Lab;
import io.understudy.lab.Node;
import io.understudy.lab.Scratch;
import io.understudy.lab.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Two nodes, each with a data directory of its own on a disk, joined by a crossover cable that
/// carries what is mirrored and nothing else. The copy has a file system of its own, as on a
/// machine of its own: else the kernel would tell node a of each change of b's, too.
final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Scratch data;
  private final Lab lab;
  private final Node from;
  private final Node to;
  private final Path copy;

  private Site(Scratch data, Lab lab) {
    this.data = data;
    Optional<Path> disk = data.fileSystem("disk-b");
    if (disk.isEmpty()) {
      System.err.println("No loop device: the copy is on the same file system as its source.");
    }
    this.copy = disk.orElse(data.path()).resolve("b");
    this.lab = lab;
    this.from = lab.node("a");
    this.to = lab.node("b");
  }

  static Site build() {
    // Made first, removed last: processes of the lab write to it.
    Scratch data = Scratch.onDisk("mirroring");
    try {
      Site site = new Site(data, Lab.build(Topology.PAIR));
      Files.createDirectory(site.source());
      Files.createDirectory(site.copy());
      return site;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Lab lab() {
    return lab;
  }

  Node from() {
    return from;
  }

  Node to() {
    return to;
  }

  /// {@return the tree that is mirrored, on node a}
  Path source() {
    return data.path().resolve("a");
  }

  /// {@return where it is mirrored to, on node b}
  Path copy() {
    return copy;
  }

  /// {@return a directory for logs and configurations}
  Path scratch() {
    return lab.scratch();
  }

  /// {@return a node's address on the cable}
  static String address(Node node) {
    return node.name().equals("a") ? "10.77.1.11" : "10.77.1.12";
  }

  /// Makes the copy the same as the source, without any of the programs under test.
  void fillCopy() {
    Command.Result result =
        Command.attempt(
            List.of("cp", "-a", source().toString() + "/.", copy().toString()), "", PATIENCE);
    if (!result.succeeded()) {
      throw new IllegalStateException("cp: " + result.output());
    }
  }

  /// {@return bytes of frames that both nodes have sent on the cable}
  long sent() {
    return sent(from, "xb1") + sent(to, "xa1");
  }

  private static long sent(Node node, String link) {
    return Long.parseLong(
        node.space().run("cat", "/sys/class/net/" + link + "/statistics/tx_bytes").strip());
  }

  @Override
  public void close() {
    lab.close();
    data.close();
  }
}

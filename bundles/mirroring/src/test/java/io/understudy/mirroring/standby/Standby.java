package io.understudy.mirroring.standby;

import static org.awaitility.Awaitility.await;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import io.understudy.api.files.Draft;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Channel;
import io.understudy.api.mirror.MirrorStrategy;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.linux.KernelTrees;
import io.understudy.mirroring.link.Accepter;
import io.understudy.mirroring.link.ClusterKey;
import io.understudy.mirroring.link.Connection;
import io.understudy.mirroring.link.Dialer;
import io.understudy.mirroring.link.Link;
import io.understudy.mirroring.link.Opening;
import io.understudy.mirroring.rule.Share;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Node b, a standby of group `web`, and node a that dials it.
final class Standby implements AutoCloseable {
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final GroupId GROUP = new GroupId("web");
  static final Term SEVEN = new Term(7);

  final Path folder;
  final Path root;
  final Path data;
  final Map<String, MirrorStrategy> strategies = new ConcurrentHashMap<>();
  final Map<String, Unmirrored> leftovers = new ConcurrentHashMap<>();
  volatile Optional<Ownership> ownership =
      Optional.of(new Ownership(Role.STANDBY, Optional.of(A), SEVEN, true));
  volatile boolean forgetful = true;
  final Reception reception;
  private final Link dialling;
  private final Link accepting;
  private final Accepter accepter;

  Standby(Path folder, Path root, Path data) throws IOException {
    this.folder = folder;
    this.root = root;
    this.data = Files.createDirectories(data);
    Path key = folder.resolve("key");
    Files.writeString(key, "00112233445566778899aabbccddeeff".repeat(2));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    strategies.put("puts", new Puts());
    reception =
        new Reception(
            new Site(
                B,
                data,
                new KernelTrees(),
                name -> name.equals("pages") ? Optional.of(share()) : Optional.empty(),
                group -> group.equals(GROUP) ? ownership : Optional.empty(),
                name -> Optional.ofNullable(strategies.get(name)),
                new Leftovers()),
            InstantSource.system());
    dialling = new Link(A, ClusterKey.read(key));
    accepting = new Link(B, ClusterKey.read(key));
    accepter =
        new Accepter(
            accepting,
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            reception);
    await().until(() -> !accepter.ports().isEmpty());
  }

  private final class Leftovers implements Site.Leftovers {
    @Override
    public Optional<Unmirrored> of(String rule) {
      return Optional.ofNullable(leftovers.get(rule));
    }

    @Override
    public void forget(String rule) throws IOException {
      if (!forgetful) {
        throw new IOException("it can't be forgotten");
      }
      leftovers.remove(rule);
    }
  }

  /// Makes a file for each byte that it reads, and sends it back.
  private static final class Puts implements MirrorStrategy {
    @Override
    public String name() {
      return "puts";
    }

    @Override
    public Sender sender(MirroredTree source, Channel channel) {
      throw new UnsupportedOperationException("nothing is sent here");
    }

    @Override
    public void receive(MirroredTree copy, Channel channel) throws IOException {
      for (int one = channel.in().read(); one >= 0; one = channel.in().read()) {
        try (Draft draft = copy.tree().draft(RelativePath.of("f" + one))) {
          draft.write(ByteBuffer.wrap(new byte[] {'x'}), 0);
          draft.publish();
        }
        channel.out().write(one);
        channel.out().flush();
      }
    }
  }

  private Share share() {
    return new Share(
        "pages",
        GROUP,
        root,
        (_, _) -> true,
        true,
        MirroredTree.Sync.NEVER,
        "puts",
        data.resolve("scratch/pages"));
  }

  Connection dial(Opening opening) throws IOException, InterruptedException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), accepter.ports().getFirst());
    return new Dialer(dialling, _ -> List.of(address)).open(B, opening, Duration.ofSeconds(8));
  }

  static Opening data(Term term) {
    return Opening.data("pages", GROUP, term, A, B, "puts");
  }

  Connection dial() throws IOException, InterruptedException {
    return dial(data(SEVEN));
  }

  /// Returns when the file is there.
  static void put(Connection connection, int number) throws IOException {
    connection.out().write(number);
    connection.out().flush();
    if (connection.in().read() != number) {
      throw new IOException("it ended");
    }
  }

  @Override
  public void close() {
    accepter.close();
    reception.close();
    dialling.close();
    accepting.close();
  }
}

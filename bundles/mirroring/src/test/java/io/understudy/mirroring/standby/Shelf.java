package io.understudy.mirroring.standby;

import io.understudy.api.GroupId;
import io.understudy.api.NodeId;
import io.understudy.api.Role;
import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Mirrors.Quarantined;
import io.understudy.linux.KernelTrees;
import io.understudy.mirroring.rule.Share;
import io.understudy.mirroring.rule.Unmirrored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A rule's tree and a quarantine beside it, for tests.
final class Shelf {
  static final GroupId GROUP = new GroupId("web");
  static final Term TERM = new Term(7);
  static final Instant LATER = Instant.now().plusSeconds(3600);

  final Path root;
  final Path data;
  final Trees trees = new KernelTrees();
  final Share share;
  volatile Role role = Role.STANDBY;
  volatile Consumer<String> step = _ -> {};

  Shelf(Path root, Path data) throws IOException {
    this.root = Files.createDirectories(root);
    this.data = Files.createDirectories(data);
    share =
        new Share(
            "pages",
            GROUP,
            root,
            (path, _) -> !path.toString().startsWith("excluded"),
            true,
            MirroredTree.Sync.PASS,
            "stream",
            data.resolve("scratch"));
  }

  Quarantine quarantine() {
    return new Quarantine(
        data,
        trees,
        name -> name.equals("pages") ? Optional.of(share) : Optional.empty(),
        _ -> Optional.of(new Ownership(role, Optional.of(new NodeId("a")), TERM, true)),
        Instant::now,
        what -> step.accept(what));
  }

  /// Nothing shows by its time that it was changed; only these names do.
  static Unmirrored named(String... names) {
    return new Unmirrored(TERM, LATER, false, Arrays.stream(names).map(RelativePath::of).toList());
  }

  static Unmirrored everything() {
    return new Unmirrored(TERM, LATER, true, List.of());
  }

  long take(Unmirrored own) throws IOException {
    try (Tree tree = trees.open(root, Trees.Mounts.STAY)) {
      return quarantine().take(share, tree, own);
    }
  }

  void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  String read(String path) throws IOException {
    return Files.readString(root.resolve(path));
  }

  /// {@return what is in quarantine, by path: its content}
  Map<String, String> kept() throws IOException {
    Map<String, String> kept = new TreeMap<>();
    for (Quarantined one : quarantine().list()) {
      kept.merge(one.path(), content(one.id()), (before, more) -> before + "|" + more);
    }
    return kept;
  }

  String content(String id) throws IOException {
    String[] parts = id.split("/");
    Path files = data.resolve("quarantine").resolve(parts[0]).resolve(parts[1]).resolve("files");
    return Files.readString(files.resolve(parts[2]));
  }

  String id(String path) {
    return quarantine().list().stream()
        .filter(one -> one.path().equals(path))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /// {@return the contents of all plain files of the tree, by path}
  Map<String, String> present() throws IOException {
    Map<String, String> present = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        present.put(root.relativize(path).toString(), Files.readString(path));
      }
    }
    return present;
  }

  void create(byte[] name, String content) throws IOException {
    try (Tree tree = trees.open(root, Trees.Mounts.STAY);
        var file = tree.create(RelativePath.of(name))) {
      file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
    }
  }
}

package io.understudy.lab.mirroring;

import io.understudy.lab.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs that are started on the nodes and left to themselves.
abstract class LaunchedCopier implements Copier {
  final Site site;
  private final List<String> needed;
  private final List<Process> running = new ArrayList<>();

  /// @param needed commands without which it can't run
  LaunchedCopier(Site site, String... needed) {
    this.site = site;
    this.needed = List.of(needed);
  }

  @Override
  public Optional<String> obstacle() {
    return needed.stream()
        .filter(
            command ->
                Stream.of("/usr/bin", "/usr/local/bin", "/usr/sbin")
                    .noneMatch(folder -> Files.isExecutable(Path.of(folder, command))))
        .findFirst()
        .map(command -> command + " is not installed");
  }

  final void launch(Node node, String name, String... command) {
    running.add(node.launch(site.scratch().resolve(name + ".log"), List.of(command)));
  }

  /// The receiving end of everything that uses rsync: its daemon on node b.
  final void launchDaemon() {
    String settings =
        """
        uid = root
        gid = root
        use chroot = yes
        pid file = %1$s/rsyncd.pid
        log file = %1$s/rsyncd.log
        [data]
        path = %2$s
        read only = no
        numeric ids = yes
        """
            .formatted(site.scratch(), site.copy());
    Path file = write("rsyncd.conf", settings);
    launch(site.to(), "rsyncd", "rsync", "--daemon", "--no-detach", "--config=" + file);
    Duration patience = Duration.ofSeconds(10);
    io.understudy.lab.Pause.until(
        "rsync's daemon listens",
        patience,
        () -> site.to().space().attempt(patience, "ss", "-Hltn").output().contains(":873"));
  }

  final String module() {
    return "rsync://" + Site.address(site.to()) + "/data/";
  }

  final Path write(String name, String text) {
    try {
      return Files.writeString(site.scratch().resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public double processor() {
    return Processes.processor(site.from()) + Processes.processor(site.to());
  }

  @Override
  public double resident(Node node) {
    return Processes.resident(node);
  }

  @Override
  public void close() {
    running.forEach(Process::destroy);
    // Their children end with the lab's namespaces.
    running.clear();
  }
}

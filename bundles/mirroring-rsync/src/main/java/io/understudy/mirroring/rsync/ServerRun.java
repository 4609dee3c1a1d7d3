package io.understudy.mirroring.rsync;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Superseded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One run of rsync at the standby: a daemon on a pipe, shut into the copy's root (chroot(2)), that
/// takes the told names and no others. It writes by itself, not through the guarded tree; so the
/// guard is asked all the time, and when it says no, or the thread is interrupted, rsync is killed
/// before anything else happens.
final class ServerRun {
  private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);
  private static final int LAST_WORDS = 16 * 1024;

  private final RsyncSettings settings;
  private final MirroredTree tree;
  private final Copy copy;
  private final Wire wire;
  private Path configuration = Path.of("/");

  ServerRun(RsyncSettings settings, MirroredTree tree, Copy copy, Wire wire) {
    this.settings = settings;
    this.tree = tree;
    this.copy = copy;
    this.wire = wire;
  }

  /// Makes what rsync needs.
  ///
  /// @return why that isn't possible; empty if it was
  Optional<String> prepare(List<RelativePath> taken) throws Superseded {
    try {
      configuration = configure(taken);
      copy.openDrafts();
      return Optional.empty();
    } catch (Superseded superseded) {
      throw superseded;
    } catch (IOException failure) {
      return Optional.of("the standby can't prepare: " + failure.getMessage());
    }
  }

  /// What was prepared.
  void run(Commands.Mode mode, Inbox inbox, int run) throws IOException, InterruptedException {
    try {
      copy.guard();
      Process process = new Commands(settings.program()).server(tree.tree().root(), configuration);
      Greeting greeting = new Greeting(Commands.arguments(mode));
      try (Bridge bridge = new Bridge(process, wire, inbox, run, greeting, _ -> {})) {
        watch(bridge, run);
      }
    } finally {
      closeDrafts();
    }
  }

  private void watch(Bridge bridge, int run) throws IOException, InterruptedException {
    boolean aborted = false;
    while (!aborted && !bridge.look()) {
      copy.guard();
      bridge.pace(bridge.unpaced());
      aborted = bridge.last().map(frame -> frame.type() == Frame.Type.ABORT).orElse(false);
    }
    int exit = aborted ? -1 : bridge.exit();
    byte[] words = bridge.words().tail(LAST_WORDS).getBytes(StandardCharsets.ISO_8859_1);
    if (aborted) {
      bridge.end(); // nothing is written any more when the owner hears that it ended
    }
    wire.write(
        Frame.Type.ENDED,
        run,
        Frame.payload(
            out -> {
              out.writeInt(exit);
              out.write(words);
            }));
    while (!aborted && bridge.last().isEmpty()) {
      bridge.look();
      copy.guard();
    }
  }

  /// What was killed in the middle leaves its drafts; the next receiver removes them.
  private void closeDrafts() throws IOException {
    try {
      copy.closeDrafts();
    } catch (Superseded superseded) {
      LOG.info("{}: unfinished files stay in {}", tree.rule(), Commands.DRAFTS);
    }
  }

  private Path configure(List<RelativePath> taken) throws IOException {
    Path scratch = Files.createDirectories(tree.scratch());
    Path names = scratch.resolve("rsync-taken");
    Path file = scratch.resolve("rsyncd.conf");
    if (names.toString().matches("(?s).*[%\\n\\r\\\\].*")) {
      throw new IOException("rsync can't be told of a file named " + names);
    }
    List<byte[]> patterns = new ArrayList<>();
    patterns.add(("/" + Commands.DRAFTS).getBytes(StandardCharsets.US_ASCII));
    taken.forEach(path -> patterns.add(Patterns.of(path, true)));
    Patterns.write(names, patterns, '\n');
    // The path is the directory in which the daemon is started, whatever its name.
    Files.writeString(
        file,
        """
        use chroot = yes
        uid = 0
        gid = 0
        numeric ids = yes
        munge symlinks = no
        fake super = no
        reverse lookup = no
        forward lookup = no
        log file = /dev/null
        [%s]
        path = /proc/self/cwd
        read only = no
        list = no
        include from = %s
        exclude = *
        """
            .formatted(Greeting.MODULE, names));
    return file;
  }
}

package io.understudy.hook.imap;

import io.understudy.api.kernel.Background;
import io.understudy.hook.kit.Call;
import io.understudy.hook.kit.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dovecot's indexes on this node. They are right for as long as no other node has written to the
/// mail; after that they would be of another time than the mirrored maildirs, so they are removed,
/// and Dovecot makes them again. Who wrote last says a mark in the spool, which travels with it.
///
/// @param folder all of them
/// @param mark in the spool: the name of the node that served last
/// @param own this node's name, made once
record Indexes(Path folder, Path mark, Path own) {
  private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);
  private static final Duration REMOVING = Duration.ofMinutes(10);

  /// Makes the indexes fit the mail, before a start.
  void settle() throws IOException {
    String self = self();
    boolean ours = Files.exists(mark) && Files.readString(mark).strip().equals(self);
    if (!ours && Files.exists(folder)) {
      Path old = folder.resolveSibling(folder.getFileName() + ".old-" + UUID.randomUUID());
      Files.move(folder, old);
      LOG.info("the indexes in {} are of another time than the mail; they are made anew", folder);
    }
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      // As /tmp is: Dovecot makes directories in it as each of the mail's owners.
      Files.setAttribute(folder, "unix:mode", 01777);
    }
    if (!ours) {
      WholeFile.write(mark, self + "\n", "rw-r--r--");
    }
    forgetOld();
  }

  private String self() throws IOException {
    if (!Files.exists(own)) {
      WholeFile.write(own, UUID.randomUUID() + "\n", "rw-------");
    }
    return Files.readString(own).strip();
  }

  /// Takes long where there are many; nobody waits for it.
  private void forgetOld() throws IOException {
    String begin = folder.getFileName() + ".old-";
    try (var beside = Files.list(folder.getParent())) {
      for (Path old :
          beside.filter(path -> path.getFileName().toString().startsWith(begin)).toList()) {
        Background.thread("removal of old indexes").start(() -> remove(old));
      }
    }
  }

  private static void remove(Path old) {
    Call removal = Call.of(List.of("rm", "-rf", "--one-file-system", old.toString()));
    try {
      Call.Answer answer = removal.run(REMOVING);
      if (!(answer instanceof Call.Answer.Ended ended && ended.exit() == 0)) {
        LOG.warn("{} can't be removed: {}", old, answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

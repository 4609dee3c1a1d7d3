package io.understudy.mirroring.standby;

import io.understudy.api.files.Tree;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.Mirrors.Quarantined;
import io.understudy.mirroring.rule.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people see of the quarantine.
///
/// @param shares a rule by its name
record Display(Store store, Trees trees, Function<String, Optional<Share>> shares) {
  private static final Logger LOG = LoggerFactory.getLogger(Display.class);
  private static final int MOST = 2000;

  /// {@return the newest first, and no more than people can look at}
  List<Quarantined> list() {
    List<Quarantined> all = new ArrayList<>();
    try {
      for (String rule : store.rules()) {
        store.each(
            rule,
            (found, _) -> {
              Entry entry = found.entry();
              all.add(
                  new Quarantined(
                      found.id(),
                      rule,
                      entry.path().toString(),
                      entry.size(),
                      entry.modified(),
                      found.head().since()));
              return all.size() < MOST;
            });
      }
    } catch (IOException e) {
      LOG.warn("the quarantine can't be read: {}", e.getMessage());
    }
    all.sort(Comparator.comparing(Quarantined::since).reversed());
    return all;
  }

  String compare(String id) {
    String[] words = {""};
    try {
      boolean any =
          store.named(
              id,
              (found, files) -> {
                Share share = share(found);
                try (Tree present = trees.open(share.root(), Trees.Mounts.STAY)) {
                  Files.createDirectories(store.folder());
                  words[0] = new Difference(files, found.entry(), present, store.folder()).words();
                }
                return false;
              });
      return any ? words[0] : "nothing in quarantine is called %s".formatted(id);
    } catch (IOException e) {
      return "%s can't be compared: %s".formatted(id, e.getMessage());
    }
  }

  Share share(Store.Found found) throws IOException {
    return shares
        .apply(found.rule())
        .orElseThrow(() -> new IOException("this node has no rule %s".formatted(found.rule())));
  }
}

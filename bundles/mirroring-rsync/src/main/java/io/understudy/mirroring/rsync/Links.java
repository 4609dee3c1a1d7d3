package io.understudy.mirroring.rsync;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which names are hard links of one file. Rsync keeps links together only within one run, and
/// breaks those that aren't named in it; so all names of a file have to travel together. Knows what
/// was seen; what is missing is looked for in the whole tree, once for each number of links.
final class Links {
  /// More names than that aren't kept in memory; their files travel name by name then.
  private static final int MOST = 20_000;

  private record Id(long device, long inode) {}

  private final Source source;
  private final Map<Id, List<RelativePath>> names = new HashMap<>();
  private final Map<Id, Integer> searched = new HashMap<>();
  private int size;

  Links(Source source) {
    this.source = source;
  }

  /// Remembers a name of a file that has several.
  void see(RelativePath path, Metadata metadata) {
    Id id = new Id(metadata.device(), metadata.inode());
    List<RelativePath> known = names.computeIfAbsent(id, _ -> new ArrayList<>(2));
    if (size < MOST && !known.contains(path)) {
      known.add(path);
      size++;
    }
  }

  /// {@return the names of a file within the rule, this one among them}
  List<RelativePath> of(RelativePath path, Metadata metadata) throws IOException {
    see(path, metadata);
    Id id = new Id(metadata.device(), metadata.inode());
    List<RelativePath> known = present(id);
    if (known.size() < metadata.links()
        && !Integer.valueOf(metadata.links()).equals(searched.get(id))) {
      search(); // what it doesn't find is outside of the tree or of the rule
      known = present(id);
    }
    if (!known.contains(path)) {
      known.add(path);
    }
    return known;
  }

  private List<RelativePath> present(Id id) throws IOException {
    List<RelativePath> present = new ArrayList<>();
    for (RelativePath name : names.getOrDefault(id, List.of())) {
      Optional<Metadata> found = source.find(name);
      if (found.isPresent()
          && found.get().device() == id.device()
          && found.get().inode() == id.inode()
          && source.takes(name, false)) {
        present.add(name);
      }
    }
    List<RelativePath> before = names.put(id, present);
    size += present.size() - (before == null ? 0 : before.size());
    return new ArrayList<>(present);
  }

  private void search() throws IOException {
    names.clear();
    searched.clear();
    size = 0;
    source.each(
        RelativePath.ROOT,
        (path, metadata) -> {
          if (metadata.kind() != Metadata.Kind.DIRECTORY && metadata.links() > 1) {
            see(path, metadata);
            if (searched.size() < MOST) {
              searched.put(new Id(metadata.device(), metadata.inode()), metadata.links());
            }
          }
        });
  }
}

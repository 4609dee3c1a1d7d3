package io.understudy.mirroring.rsync;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which names are hard links of one file. Rsync keeps links together only within one run, and
/// breaks those that aren't named in it; so all names of a file have to travel together. Knows what
/// was seen; what is missing is looked for in the whole tree, but not again and again for names
/// that are outside of it.
final class Links {
  /// More names than that aren't kept in memory; their files travel name by name then.
  private static final int MOST = 20_000;

  private static final int LONGEST = 4000;

  private record Id(long device, long inode) {
    static Id of(Metadata metadata) {
      return new Id(metadata.device(), metadata.inode());
    }
  }

  /// What a search found of a file that has other names elsewhere.
  private record Partly(int found, int links) {}

  private final Source source;
  private final Map<Id, Set<RelativePath>> names = new HashMap<>();
  private final Map<RelativePath, Id> ids = new HashMap<>();
  private final Map<Id, Partly> elsewhere = new HashMap<>();

  Links(Source source) {
    this.source = source;
  }

  private void see(RelativePath path, Id id) {
    if (ids.size() < MOST && !id.equals(ids.get(path))) {
      forget(path);
      ids.put(path, id);
      names.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(path);
    }
  }

  private void forget(RelativePath path) {
    Id id = ids.remove(path);
    if (id != null) {
      Set<RelativePath> left = names.get(id);
      if (left != null && left.remove(path) && left.isEmpty()) {
        names.remove(id);
      }
    }
  }

  /// {@return what was linked with a name when it was seen last: it may have been changed by that
  /// name, which stands for something else by now}
  List<RelativePath> before(RelativePath path, Optional<Metadata> now) {
    Id id = ids.get(path);
    if (id == null || now.map(Id::of).filter(id::equals).isPresent()) {
      return List.of();
    }
    forget(path);
    return List.copyOf(names.getOrDefault(id, Set.of()));
  }

  /// Names below a directory, or of a file, are others now.
  void moved(RelativePath from, RelativePath to) {
    for (RelativePath path : ids.keySet().stream().filter(one -> one.startsWith(from)).toList()) {
      Id id = ids.get(path);
      forget(path);
      if (id != null && path.length() + to.length() < LONGEST) {
        see(path.moved(from, to), id);
      }
    }
  }

  /// {@return the names of a file within the rule, this one among them}
  List<RelativePath> of(RelativePath path, Metadata metadata) throws IOException {
    Id id = Id.of(metadata);
    see(path, id);
    List<RelativePath> known = present(id);
    if (known.size() < metadata.links()
        && !new Partly(known.size(), metadata.links()).equals(elsewhere.get(id))) {
      search();
      known = present(id);
    }
    if (!known.contains(path)) {
      known.add(path);
    }
    return known;
  }

  private List<RelativePath> present(Id id) throws IOException {
    List<RelativePath> present = new ArrayList<>();
    for (RelativePath name : List.copyOf(names.getOrDefault(id, Set.of()))) {
      if (source.takes(name, false)
          && source.find(name).map(Id::of).filter(id::equals).isPresent()) {
        present.add(name);
      } else {
        forget(name);
      }
    }
    return present;
  }

  private void search() throws IOException {
    names.clear();
    ids.clear();
    elsewhere.clear();
    Map<Id, Integer> links = new HashMap<>();
    source.each(
        RelativePath.ROOT,
        (path, metadata) -> {
          if (metadata.kind() != Metadata.Kind.DIRECTORY && metadata.links() > 1) {
            see(path, Id.of(metadata));
            if (links.size() < MOST) {
              links.put(Id.of(metadata), metadata.links());
            }
          }
        });
    links.forEach(
        (id, all) -> {
          int found = names.getOrDefault(id, Set.of()).size();
          if (found < all) {
            elsewhere.put(id, new Partly(found, all));
          }
        });
  }
}

package io.understudy.mirroring.rsync;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Item;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one run is to carry: names, what of the source they are now, and the directories on the
/// way, whose times change with what is in them.
final class Batch {
  private static final int BLOCK = 4096;

  private final Source source;
  private final Links links;
  private final int most;
  private final Map<RelativePath, Entry> entries = new TreeMap<>();
  private final List<Item> items = new ArrayList<>();
  private boolean sparse;

  Batch(Source source, Links links, int most) {
    this.source = source;
    this.links = links;
    this.most = most;
  }

  boolean full() {
    return entries.size() >= most || items.size() >= most;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean sparse() {
    return sparse;
  }

  /// {@return directories before what is in them}
  List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  List<Item> items() {
    return items;
  }

  void add(Item item) throws IOException {
    items.add(item);
    add(item.path());
  }

  /// Adds what is there now.
  void add(RelativePath path) throws IOException {
    add(path, source.find(path));
  }

  void add(RelativePath path, Optional<Metadata> found) throws IOException {
    for (RelativePath other : links.before(path, found)) {
      Optional<Metadata> linked = source.find(other);
      if (linked.isPresent()) { // else it is told by an item of its own
        add(other, linked);
      }
    }
    boolean directory = found.map(now -> now.kind() == Metadata.Kind.DIRECTORY).orElse(false);
    if (!source.takes(path, directory)) {
      return;
    }
    if (found.isPresent() && !directory && found.get().links() > 1) {
      for (RelativePath name : links.of(path, found.get())) {
        if (entries.size() < Entry.MOST / 2) {
          put(name, found);
        }
      }
    }
    put(path, found);
  }

  private void put(RelativePath path, Optional<Metadata> found) throws IOException {
    entries.put(path, new Entry(path, found.map(Facts::of), true));
    found.ifPresent(
        now -> sparse |= now.kind() == Metadata.Kind.FILE && now.allocated() + BLOCK <= now.size());
    for (RelativePath on = path; !on.isRoot(); ) {
      on = on.parent();
      if (entries.containsKey(on)) {
        continue;
      }
      Optional<Metadata> parent = source.find(on);
      if (parent.isPresent() && parent.get().kind() == Metadata.Kind.DIRECTORY) {
        entries.put(on, new Entry(on, parent.map(Facts::of), false));
      }
    }
  }
}

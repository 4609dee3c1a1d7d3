package io.understudy.mirroring.stream;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Some entries of a directory at the source, for the standby to compare.
final class Listing {
  static final int ALONE = 0;

  /// The directory begins: names of others are forgotten.
  static final int FIRST = 1;

  /// Only names.
  static final int NAMES = 2;

  /// Names have to be remembered, for the question what is too much.
  static final int REMEMBER = 4;

  /// With hashes of contents.
  static final int CONTENTS = 8;

  static final int ALL = FIRST | NAMES | REMEMBER | CONTENTS;

  /// In place of a kind: nothing has to be compared.
  static final int SKIP = 7;

  /// Beside names and paths.
  private static final int FIXED = 72;

  final RelativePath directory;
  private final List<Entry> entries = new ArrayList<>();
  private int flags;
  private int bytes;

  private record Entry(
      byte[] name,
      @Nullable Metadata found,
      long attributes,
      long content,
      @Nullable RelativePath partner) {}

  Listing(RelativePath directory, int flags, boolean remember, boolean contents) {
    this.directory = directory;
    this.flags = flags | (remember ? REMEMBER : 0) | (contents ? CONTENTS : 0);
  }

  void skip(byte[] name) {
    add(new Entry(name, null, 0, 0, null));
  }

  /// @param partner another name of it
  void add(
      byte[] name, Metadata found, long attributes, long content, Optional<RelativePath> partner) {
    add(new Entry(name, found, attributes, content, partner.orElse(null)));
  }

  private void add(Entry entry) {
    entries.add(entry);
    bytes += FIXED + entry.name.length + (entry.partner == null ? 0 : entry.partner.length());
  }

  boolean full() {
    return entries.size() >= Limits.ENTRIES || bytes >= Limits.LISTING;
  }

  /// {@return whether there is nothing to say}
  boolean empty() {
    return entries.isEmpty() && (flags & FIRST) == 0;
  }

  /// Forgets what there is of the directory.
  void clear() {
    entries.clear();
    flags &= ~FIRST;
    bytes = 0;
  }

  RelativePath path(int entry) throws Violation {
    return directory.resolve(entry(entry).name);
  }

  /// {@return whether another name of it is known}
  boolean linked(int entry) throws Violation {
    return entry(entry).partner != null;
  }

  private Entry entry(int number) throws Violation {
    if (number >= entries.size()) {
      throw new Violation("entry %d of %d differs".formatted(number, entries.size()));
    }
    return entries.get(number);
  }

  /// Begins an operation with all that was gathered, and begins to gather again.
  ///
  /// @return what was sent
  Listing send(Line line) throws IOException, InterruptedException {
    FrameWriter out =
        line.begin(Frame.LIST, directory.length() + 5 + bytes)
            .path(directory)
            .u8(flags)
            .u16(entries.size());
    for (Entry entry : entries) {
      write(out, entry);
    }
    Listing sent = new Listing(directory, flags, false, false);
    sent.entries.addAll(entries);
    clear();
    return sent;
  }

  private static void write(FrameWriter out, Entry entry) {
    out.u8(entry.name.length).bytes(entry.name, 0, entry.name.length);
    Metadata found = entry.found;
    if (found == null) {
      out.u8(SKIP);
      return;
    }
    out.u8(found.kind().ordinal()).u16(found.permissions());
    out.u32(found.user()).u32(found.group()).i64(found.special()).i64(found.size());
    out.time(found.modified()).i64(entry.attributes).i64(entry.content);
    boolean linked = found.kind() == Kind.FILE && found.links() > 1;
    out.u8(entry.partner != null ? 2 : linked ? 1 : 0);
    if (entry.partner != null) {
      out.path(entry.partner);
    }
  }
}

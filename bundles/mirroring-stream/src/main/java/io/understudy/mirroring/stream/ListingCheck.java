package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Compares what the owner lists with the copy.
final class ListingCheck {
  private static final int NAMES_LENGTH = 257;

  private final Copy copy;
  private final NameSet names = new NameSet();
  private RelativePath remembered = RelativePath.ROOT;

  ListingCheck(Copy copy) {
    this.copy = copy;
  }

  void list(long id, FrameReader in, FrameWriter out) throws IOException, InterruptedException {
    RelativePath directory = in.path();
    int flags = in.one(Listing.ALL + 1);
    if ((flags & Listing.FIRST) != 0) {
      names.clear();
      remembered = directory;
    }
    int count = in.u16();
    if (count > Limits.ENTRIES) {
      throw new Violation("%d entries at a time".formatted(count));
    }
    out.begin(Frame.DIFFERENCES, 10 + 3 * count).i64(id);
    int number = out.position();
    out.u16(0);
    int differ = 0;
    for (int i = 0; i < count; i++) {
      Entry entry = Entry.read(in, directory);
      if ((flags & Listing.REMEMBER) != 0) {
        names.add(entry.path.name());
      }
      if (entry.kind != null) {
        Difference how = difference(entry, entry.kind, (flags & Listing.CONTENTS) != 0);
        if (how != null) {
          out.u16(i).u8(how.ordinal());
          differ++;
        }
      }
    }
    out.mark(number, differ);
    out.end();
  }

  /// @param kind null if only the name counts
  /// @param links 0: it has one name; 1: several; 2: several, and another one is known
  private record Entry(
      RelativePath path,
      @Nullable Kind kind,
      int permissions,
      int user,
      int group,
      long special,
      long size,
      Instant modified,
      long attributes,
      long content,
      int links,
      @Nullable RelativePath partner) {
    private static final Kind[] KINDS = Kind.values();

    static Entry read(FrameReader in, RelativePath directory) throws Violation {
      RelativePath path;
      try {
        path = directory.resolve(in.copy(in.u8()));
      } catch (IllegalArgumentException e) {
        throw new Violation(String.valueOf(e.getMessage()));
      }
      int kind = in.one(KINDS.length + 1);
      if (kind == Listing.SKIP) {
        return new Entry(path, null, 0, 0, 0, 0, 0, Instant.EPOCH, 0, 0, 0, null);
      }
      int permissions = in.u16();
      int user = in.u32();
      int group = in.u32();
      long special = in.i64();
      long size = in.size64();
      Instant modified = in.time();
      long attributes = in.i64();
      long content = in.i64();
      int links = in.one(3);
      return new Entry(
          path,
          KINDS[kind],
          permissions,
          user,
          group,
          special,
          size,
          modified,
          attributes,
          content,
          links,
          links == 2 ? in.path() : null);
    }
  }

  private @Nullable Difference difference(Entry entry, Kind kind, boolean contents)
      throws IOException, InterruptedException {
    if (!copy.chosen.takes(entry.path, kind)) {
      return null; // it is not for us to say
    }
    try (Inode inode = copy.tree.open(entry.path)) {
      Metadata found = inode.metadata();
      Difference how = difference(entry, kind, found);
      if (how == null && attributes(inode) != entry.attributes) {
        how = Difference.ATTRIBUTES;
      }
      return how == null && !content(entry, kind, contents) ? Difference.CONTENT : how;
    } catch (FileFailure e) {
      return Source.absent(e) ? Difference.MISSING : Difference.CONTENT;
    }
  }

  private static long attributes(Inode inode) throws IOException {
    return FileState.hash(FileState.extended(inode));
  }

  private @Nullable Difference difference(Entry entry, Kind kind, Metadata found)
      throws IOException {
    if (found.kind() != kind || found.special() != entry.special) {
      return Difference.KIND;
    } else if (kind == Kind.FILE && found.size() != entry.size) {
      return Difference.SIZE;
    } else if (kind == Kind.FILE && !linked(entry, found)) {
      return Difference.LINK;
    } else if (!found.modified().equals(entry.modified)) {
      return Difference.TIME;
    } else if (kind != Kind.SYMLINK && found.permissions() != entry.permissions) {
      return Difference.PERMISSIONS;
    } else if (found.user() != entry.user || found.group() != entry.group) {
      return Difference.OWNER;
    }
    return null;
  }

  private boolean linked(Entry entry, Metadata found) throws IOException {
    if (entry.partner == null) {
      return entry.links > 0 || found.links() == 1;
    }
    Optional<Metadata> other = copy.tree.find(entry.partner);
    return other.isPresent() && other.get().inode() == found.inode();
  }

  private boolean content(Entry entry, Kind kind, boolean contents)
      throws IOException, InterruptedException {
    if (kind == Kind.SYMLINK) {
      byte[] target = copy.tree.readSymlink(entry.path);
      return Hashing.of(target, 0, target.length) == entry.content;
    } else if (kind == Kind.FILE && contents) {
      try (OpenFile file = copy.tree.read(entry.path)) {
        return Contents.hash(file, copy.piece, _ -> {}) == entry.content;
      }
    }
    return true;
  }

  /// Tells what the copy's directory has beside what was listed.
  void extras(long id, FrameReader in, FrameWriter out) throws IOException {
    RelativePath directory = in.path();
    int parts = in.upTo(1 << 20);
    int part = in.upTo(1 << 20);
    List<byte[]> extra = new ArrayList<>();
    boolean[] more = new boolean[1];
    int rounds = names.parts();
    if (rounds == 0 && parts > 0 && directory.equals(remembered) && copy.deletions) {
      try {
        copy.tree.list(
            directory,
            (name, found) -> {
              if ((parts > 1 && Contents.part(name, parts) != part)
                  || names.contains(name)
                  || !chosen(directory, name, found)) {
                return;
              }
              if (extra.size() < Limits.NAMES) {
                extra.add(name);
                names.add(name);
              } else {
                more[0] = true;
              }
            });
      } catch (FileFailure e) {
        extra.clear(); // there is no such directory, or it can't be read
      }
    }
    out.begin(Frame.EXTRA, 16 + Limits.NAMES * NAMES_LENGTH)
        .i64(id)
        .u8(more[0] ? 1 : 0)
        .u32(rounds)
        .u16(extra.size());
    extra.forEach(out::string);
    out.end();
  }

  private boolean chosen(RelativePath directory, byte[] name, Metadata found) {
    try {
      return copy.chosen.takes(directory.resolve(name), found.kind());
    } catch (IllegalArgumentException e) {
      return false; // too long to be named: nobody mirrored it
    }
  }
}

package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// By which names files were seen that have more than one. In two files, because there may be
/// millions of them: a table from inode numbers to the last name, and the names, each of which
/// leads to the one before. What it says may be out of date.
///
/// Files with one name are remembered too, some: they may get a second one.
final class LinkIndex implements AutoCloseable {
  private static final int MOST_RECENT = 1024;
  private static final int SLOT = 16;
  private static final int RECORD = 10;
  private static final long GONE = -1;
  private static final long FIRST_CAPACITY = 1024;

  /// @param at where it is
  /// @param before where the one before is; 0 if there is none
  record Name(long at, long before, RelativePath path) {}

  private final Path table;
  private final Path names;
  private final Map<Long, RelativePath> recent = new LinkedHashMap<>();
  private @Nullable FileChannel slots;
  private @Nullable FileChannel records;
  private long capacity;
  private long count;
  private long end;

  LinkIndex(Path scratch) {
    table = scratch.resolve("links.table");
    names = scratch.resolve("links.names");
  }

  void note(Metadata found, RelativePath path) throws IOException {
    if (found.links() == 1) {
      recent.remove(found.inode());
      recent.put(found.inode(), path);
      if (recent.size() > MOST_RECENT) {
        recent.remove(recent.keySet().iterator().next());
      }
      return;
    }
    for (Name name = first(found.inode()); name != null; name = next(name)) {
      if (name.at != 0 && name.path.equals(path)) {
        return;
      }
    }
    try {
      add(found.inode(), path);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private FileFailure failure(IOException e) {
    return new FileFailure(
        "remembering hard links in %s: %s".formatted(table, e), FileFailure.Reason.OTHER, 0);
  }

  @Nullable Name first(long inode) throws IOException {
    Name indexed;
    try {
      indexed = indexed(inode);
    } catch (IOException e) {
      throw failure(e);
    }
    RelativePath single = recent.get(inode);
    return single == null ? indexed : new Name(0, indexed == null ? 0 : indexed.at, single);
  }

  @Nullable Name next(Name name) throws IOException {
    try {
      return name.before == 0 ? null : record(name.before);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private @Nullable Name indexed(long inode) throws IOException {
    if (slots == null) {
      return null;
    }
    long at = slot(slots, capacity, inode);
    long record = read(slots, at, SLOT).getLong(8);
    return record == 0 ? null : record(record);
  }

  private Name record(long at) throws IOException {
    if (records == null) {
      throw new IllegalStateException("there are no names");
    }
    ByteBuffer head = read(records, at, RECORD);
    byte[] path = read(records, at + RECORD, head.getShort(8)).array();
    return new Name(at, head.getLong(0), RelativePath.of(path));
  }

  private void add(long inode, RelativePath path) throws IOException {
    FileChannel to = records;
    FileChannel index = slots;
    if (to == null || index == null) {
      to = create(names);
      index = create(table);
      records = to;
      slots = index;
      capacity = FIRST_CAPACITY;
      end = RECORD; // so that 0 means none
    }
    if (count * 2 >= capacity) {
      index = grow(index);
    }
    long at = slot(index, capacity, inode);
    long before = read(index, at, SLOT).getLong(8);
    byte[] bytes = path.bytes();
    ByteBuffer record = ByteBuffer.allocate(RECORD + bytes.length);
    record.putLong(before).putShort((short) bytes.length).put(bytes).flip();
    write(to, record, end);
    write(index, ByteBuffer.allocate(SLOT).putLong(inode).putLong(end).flip(), at);
    end += record.capacity();
    if (before == 0) {
      count++;
    }
    set(index, key(path), inode);
  }

  /// Paths and inode numbers share the table: the latter are never negative.
  private static long key(RelativePath path) {
    byte[] bytes = path.bytes();
    return Hashing.of(bytes, 0, bytes.length) | Long.MIN_VALUE;
  }

  private void set(FileChannel index, long key, long value) throws IOException {
    long at = slot(index, capacity, key);
    if (read(index, at, SLOT).getLong(8) == 0) {
      count++;
    }
    write(index, ByteBuffer.allocate(SLOT).putLong(key).putLong(value).flip(), at);
  }

  /// {@return the file with several names that had this one, if it hasn't any longer; else 0} What
  /// was done to it by this name is to be seen by its other names.
  ///
  /// @param present the file that has the name now; 0 if none
  long former(RelativePath path, long present) throws IOException {
    FileChannel index = slots;
    if (index == null) {
      return 0;
    }
    try {
      long inode = read(index, slot(index, capacity, key(path)), SLOT).getLong(8);
      if (inode == 0 || inode == GONE || inode == present) {
        return 0;
      }
      set(index, key(path), GONE);
      return inode;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private FileChannel grow(FileChannel from) throws IOException {
    long larger = capacity * 4;
    Path path = table.resolveSibling("links.larger");
    FileChannel to = create(path);
    for (long i = 0; i < capacity; i++) {
      ByteBuffer one = read(from, i * SLOT, SLOT);
      if (one.getLong(8) != 0) {
        write(to, one, slot(to, larger, one.getLong(0)));
      }
    }
    from.close();
    Files.move(path, table, StandardCopyOption.REPLACE_EXISTING);
    slots = to;
    capacity = larger;
    return to;
  }

  /// {@return where an inode is in the table, or would be}
  private static long slot(FileChannel table, long capacity, long inode) throws IOException {
    long i = Long.remainderUnsigned(Hashing.mix(0, inode), capacity);
    while (true) {
      ByteBuffer one = read(table, i * SLOT, SLOT);
      if (one.getLong(8) == 0 || one.getLong(0) == inode) {
        return i * SLOT;
      }
      i = (i + 1) % capacity;
    }
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /// Behind the end there are zeros.
  private static ByteBuffer read(FileChannel from, long at, int length) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    while (into.hasRemaining() && from.read(into, at + into.position()) > 0) {
      // until it is full
    }
    return into.rewind().limit(length);
  }

  private static void write(FileChannel to, ByteBuffer from, long at) throws IOException {
    int start = from.position();
    while (from.hasRemaining()) {
      to.write(from, at + from.position() - start);
    }
  }

  void clear() throws IOException {
    close();
    Files.deleteIfExists(table);
    Files.deleteIfExists(names);
  }

  @Override
  public void close() {
    try (FileChannel _ = slots;
        FileChannel _ = records) {
      slots = null;
      records = null;
      count = 0;
    } catch (IOException e) {
      throw new UncheckedIOException("can't close the index of links", e);
    }
  }
}

package io.understudy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.understudy.api.files.Draft;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.FileFailure.Reason;
import io.understudy.api.files.Inode;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// Files below a root that is held open.
final class KernelTree implements Tree {
  private static final int LONGEST = 4096;

  private final Path root;
  private final Below below;

  KernelTree(Path root, Below below) {
    this.root = root;
    this.below = below;
  }

  @Override
  public Path root() {
    return root;
  }

  private String what(String operation, RelativePath path) {
    return operation + " " + name(path);
  }

  private static void check(Supplier<String> what, int result) throws IOException {
    if (result < 0) {
      throw Refusal.of(what.get(), result);
    }
  }

  private int opened(String operation, RelativePath path, int flags) throws IOException {
    int descriptor = below.open(path, flags);
    if (descriptor < 0) {
      throw Refusal.resolving(what(operation, path), descriptor);
    }
    return descriptor;
  }

  @Override
  public Optional<Metadata> find(RelativePath path) throws IOException {
    try {
      return path.isRoot()
          ? below.root((scratch, root) -> found(path, scratch, Statx.of(scratch, root)))
          : below.parent(
              () -> what("looking at", path),
              path,
              (scratch, directory, name) ->
                  found(path, scratch, Statx.at(scratch, directory, name)));
    } catch (FileFailure e) {
      if (e.reason() == Reason.NOT_FOUND || e.errno() == FileNumbers.ENOTDIR) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<Metadata> found(RelativePath path, Scratch scratch, int result)
      throws IOException {
    if (result == -Numbers.ENOENT) {
      return Optional.empty();
    }
    check(() -> what("looking at", path), result);
    return Optional.of(Statx.metadata(scratch));
  }

  @Override
  public void list(RelativePath directory, Visitor visitor) throws IOException {
    int flags = FileNumbers.O_DIRECTORY | FileNumbers.O_NOFOLLOW;
    int descriptor = below.open(directory, flags | FileNumbers.O_NOATIME);
    if (descriptor == -Numbers.EPERM) {
      descriptor = below.open(directory, flags);
    }
    if (descriptor < 0) {
      throw Refusal.resolving(what("listing", directory), descriptor);
    }
    try {
      Listing.of(() -> what("listing", directory), descriptor, visitor);
    } finally {
      Libc.close(descriptor);
    }
  }

  @Override
  public Inode open(RelativePath path) throws IOException {
    int flags = FileNumbers.O_PATH | FileNumbers.O_NOFOLLOW;
    return new KernelInode(() -> name(path), opened("opening", path, flags), false);
  }

  @Override
  public OpenFile read(RelativePath path) throws IOException {
    return reopened("reading", path, FileNumbers.O_NOATIME);
  }

  @Override
  public OpenFile update(RelativePath path) throws IOException {
    return reopened("updating", path, FileNumbers.O_RDWR);
  }

  /// Looks what it is before it opens it: opening a device or FIFO may do something.
  private OpenFile reopened(String operation, RelativePath path, int flags) throws IOException {
    int descriptor = opened(operation, path, FileNumbers.O_PATH | FileNumbers.O_NOFOLLOW);
    try (Scratch scratch = Scratch.take()) {
      check(() -> what(operation, path), Statx.of(scratch, descriptor));
      Metadata.Kind kind = Statx.kind(Statx.mode(scratch));
      if (kind != Metadata.Kind.FILE) {
        throw new FileFailure(
            "%s: is a %s".formatted(what(operation, path), kind), Reason.WRONG_KIND, 0);
      }
      int all = flags | FileNumbers.O_CLOEXEC;
      long name = scratch.descriptorPath(descriptor);
      int file = Call.OPENAT.with(scratch, FileNumbers.AT_FDCWD, name, all);
      if (file == -Numbers.EPERM && (flags & FileNumbers.O_NOATIME) != 0) {
        all &= ~FileNumbers.O_NOATIME;
        file = Call.OPENAT.with(scratch, FileNumbers.AT_FDCWD, name, all);
      }
      check(() -> what(operation, path), file);
      return new KernelFile(() -> name(path), file);
    } finally {
      Libc.close(descriptor);
    }
  }

  @Override
  public OpenFile create(RelativePath path) throws IOException {
    return new KernelFile(() -> name(path), created(path));
  }

  private int created(RelativePath path) throws IOException {
    int flags = FileNumbers.O_RDWR | FileNumbers.O_CREAT | FileNumbers.O_EXCL;
    return opened("creating", path, flags | FileNumbers.O_NOFOLLOW);
  }

  @Override
  public Draft draft(RelativePath path) throws IOException {
    int file = below.open(path.parent(), FileNumbers.O_TMPFILE | FileNumbers.O_RDWR);
    if (file == -FileNumbers.EOPNOTSUPP || file == -FileNumbers.EISDIR) {
      RelativePath temporary = path.temporaryBeside();
      return new KernelDraft(this, path, temporary, created(temporary));
    } else if (file < 0) {
      throw Refusal.resolving(what("drafting", path), file);
    }
    return new KernelDraft(this, path, null, file);
  }

  /// {@return it in messages}
  String name(RelativePath path) {
    return "%s in %s".formatted(path, root);
  }

  /// Gives a file without a name one.
  ///
  /// @return false if something has it already
  boolean name(RelativePath path, int descriptor) throws IOException {
    Supplier<String> what = () -> what("naming", path);
    int result =
        below.parent(
            what, path, (scratch, directory, name) -> linked(scratch, descriptor, directory, name));
    if (result == -Numbers.EEXIST) {
      return false;
    }
    check(what, result);
    return true;
  }

  /// By the descriptor alone, which costs much less than to follow its path in `/proc`, this takes
  /// the capability CAP_DAC_READ_SEARCH: without it the kernel says ENOENT.
  private static int linked(Scratch scratch, int descriptor, int directory, long name) {
    int result =
        Call.LINKAT.with(
            scratch, descriptor, scratch.path(""), directory, name, FileNumbers.AT_EMPTY_PATH);
    return result == -Numbers.ENOENT
        ? Call.LINKAT.with(
            scratch,
            FileNumbers.AT_FDCWD,
            scratch.descriptorPath(descriptor),
            directory,
            name,
            FileNumbers.AT_SYMLINK_FOLLOW)
        : result;
  }

  @Override
  public void makeDirectory(RelativePath path) throws IOException {
    make(path, (scratch, directory, name) -> Call.MKDIRAT.with(scratch, directory, name, 0700));
  }

  private void make(RelativePath path, Below.NameWork<Integer> work) throws IOException {
    Supplier<String> what = () -> what("making", path);
    check(what, below.parent(what, path, work));
  }

  @Override
  public void makeSymlink(RelativePath path, byte[] target) throws IOException {
    if (target.length == 0 || target.length >= LONGEST) {
      throw new IllegalArgumentException("a symbolic link to %d bytes".formatted(target.length));
    }
    for (byte one : target) {
      if (one == 0) {
        throw new IllegalArgumentException("a symbolic link to a name with NUL");
      }
    }
    make(
        path,
        (scratch, directory, name) ->
            Call.SYMLINKAT.with(scratch, scratch.path(target, 0, target.length), directory, name));
  }

  @Override
  public byte[] readSymlink(RelativePath path) throws IOException {
    Supplier<String> what = () -> what("reading the link", path);
    return below.parent(
        what,
        path,
        (scratch, directory, name) -> {
          MemorySegment target = scratch.buffer();
          int length = Call.READLINKAT.with(scratch, directory, name, target.address(), LONGEST);
          if (length == -FileNumbers.EINVAL) {
            throw new FileFailure(what.get() + ": is none", Reason.WRONG_KIND, -length);
          }
          check(what, length);
          return target.asSlice(0, length).toArray(JAVA_BYTE);
        });
  }

  @Override
  public void makeNode(RelativePath path, Metadata.Kind kind, long special) throws IOException {
    int mode =
        switch (kind) {
          case FIFO -> FileNumbers.S_IFIFO;
          case SOCKET -> FileNumbers.S_IFSOCK;
          case CHARACTER_DEVICE -> FileNumbers.S_IFCHR;
          case BLOCK_DEVICE -> FileNumbers.S_IFBLK;
          case FILE, DIRECTORY, SYMLINK ->
              throw new IllegalArgumentException(kind + " is no special file");
        };
    long major = special >>> 32;
    long minor = special & 0xffffffffL;
    long device =
        minor & 0xff | (major & 0xfff) << 8 | (minor & ~0xffL) << 12 | (major & ~0xfffL) << 32;
    make(
        path,
        (scratch, directory, name) ->
            Call.MKNODAT.with(scratch, directory, name, mode | 0600, device));
  }

  @Override
  public void link(RelativePath existing, RelativePath path) throws IOException {
    Supplier<String> what = () -> "%s as %s".formatted(what("linking", existing), path);
    int result =
        below.parent(
            what,
            existing,
            (_, from, name) ->
                below.parent(
                    what,
                    path,
                    (scratch, to, added) -> Call.LINKAT.with(scratch, from, name, to, added)));
    check(what, result);
  }

  @Override
  public void rename(RelativePath from, Tree into, RelativePath to, Replacing replacing)
      throws IOException {
    Supplier<String> what = () -> "%s to %s".formatted(what("renaming", from), to);
    int flags =
        switch (replacing) {
          case REPLACE -> 0;
          case KEEP -> FileNumbers.RENAME_NOREPLACE;
          case EXCHANGE -> FileNumbers.RENAME_EXCHANGE;
        };
    int result =
        below.parent(
            what,
            from,
            (_, source, name) ->
                ((KernelTree) into)
                    .below.parent(
                        what,
                        to,
                        (scratch, target, renamed) ->
                            Call.RENAMEAT2.with(scratch, source, name, target, renamed, flags)));
    check(what, result);
  }

  @Override
  public void remove(RelativePath path) throws IOException {
    Supplier<String> what = () -> what("removing", path);
    int result =
        below.parent(
            what,
            path,
            (scratch, directory, name) -> {
              int removed = Call.UNLINKAT.with(scratch, directory, name, 0);
              return removed == -FileNumbers.EISDIR
                  ? Call.UNLINKAT.with(scratch, directory, name, FileNumbers.AT_REMOVEDIR)
                  : removed;
            });
    check(what, result);
  }

  @Override
  public void sync(RelativePath directory) throws IOException {
    int flags = FileNumbers.O_DIRECTORY | FileNumbers.O_NOFOLLOW;
    try (KernelFile open =
        new KernelFile(() -> name(directory), opened("syncing", directory, flags))) {
      open.sync();
    }
  }

  @Override
  public void sync() throws IOException {
    int result = below.root((scratch, root) -> Call.SYNCFS.with(scratch, root));
    check(() -> "syncing the file system of " + root, result);
  }

  @Override
  public Space space() throws IOException {
    return below.root(
        (scratch, root) -> {
          MemorySegment answer = scratch.small();
          check(
              () -> "asking for the space of " + this.root,
              Call.FSTATFS.with(scratch, root, answer.address()));
          long unit = answer.get(JAVA_LONG, 72);
          return new Space(
              answer.get(JAVA_LONG, 16) * unit,
              answer.get(JAVA_LONG, 32) * unit,
              answer.get(JAVA_LONG, 40),
              answer.get(JAVA_LONG, 48),
              (answer.get(JAVA_LONG, 80) & FileNumbers.ST_RDONLY) != 0);
        });
  }

  @Override
  public void close() {
    below.close();
  }
}

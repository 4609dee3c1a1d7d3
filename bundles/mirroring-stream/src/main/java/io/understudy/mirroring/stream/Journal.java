package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// What is to be changed in a large file, in frames as they came. First all of it is on the disk,
/// then it gets the name of a complete one, then it is carried out, however often that is begun.
final class Journal implements AutoCloseable {
  static final String PREFIX = "journal-";
  static final String INCOMPLETE = ".part";

  private final RelativePath path;
  private final Path complete;
  private final Path incomplete;
  private final FileChannel file;

  private Journal(RelativePath path, Path complete, Path incomplete, FileChannel file) {
    this.path = path;
    this.complete = complete;
    this.incomplete = incomplete;
    this.file = file;
  }

  static Journal begin(Copy copy, RelativePath path, long inode) throws IOException {
    String name = PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Path complete = copy.scratch.resolve(name);
    Path incomplete = copy.scratch.resolve(name + INCOMPLETE);
    try {
      FileChannel file =
          FileChannel.open(incomplete, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Journal journal = new Journal(path, complete, incomplete, file);
      FrameWriter out = journal.writer(path.length() + 16);
      out.begin(Frame.BEGIN, path.length() + 10).path(path).i64(inode).end();
      out.flush();
      return journal;
    } catch (IOException e) {
      throw failure(incomplete, e);
    }
  }

  private FrameWriter writer(int limit) {
    OutputStream to = Channels.newOutputStream(file);
    return new FrameWriter(to, limit);
  }

  static FileFailure failure(Path path, IOException e) {
    return new FileFailure("writing %s: %s".formatted(path, e), FileFailure.Reason.OTHER, 0);
  }

  RelativePath path() {
    return path;
  }

  Path file() {
    return complete;
  }

  /// Takes a frame as it is.
  void add(FrameReader in) throws IOException {
    Blocks.check(in);
    try {
      ByteBuffer frame = ByteBuffer.wrap(in.array(), in.start(), in.size());
      while (frame.hasRemaining()) {
        file.write(frame);
      }
    } catch (IOException e) {
      throw failure(incomplete, e);
    }
  }

  /// From now on it will be carried out.
  void complete(FileState state) throws IOException {
    try (FileChannel closing = file) {
      FrameWriter out = writer(state.room());
      state.write(out.begin(Frame.END, state.room()));
      out.end();
      out.flush();
      closing.force(true);
      Files.move(incomplete, complete, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory =
          FileChannel.open(complete.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException e) {
      Files.deleteIfExists(incomplete);
      Files.deleteIfExists(complete);
      throw failure(incomplete, e);
    }
  }

  /// Forgets it.
  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(incomplete);
  }
}

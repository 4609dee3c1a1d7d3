package io.understudy.mirroring.stream;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.OpenFile;
import io.understudy.api.files.RelativePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Carries out complete journals: those of a crash, and those for which there was no room.
final class Journals {
  private final Copy copy;

  /// Complete, but not carried out.
  private final Map<Path, RelativePath> pending = new LinkedHashMap<>();

  Journals(Copy copy) {
    this.copy = copy;
  }

  /// What a crash left.
  void recover() throws IOException {
    List<Path> complete = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(copy.scratch, Journal.PREFIX + "*")) {
      for (Path one : all) {
        if (one.getFileName().toString().endsWith(Journal.INCOMPLETE)) {
          Files.deleteIfExists(one);
        } else {
          complete.add(one);
        }
      }
    }
    for (Path one : complete) {
      try {
        replay(one);
      } catch (FileFailure e) {
        pending.put(one, path(one));
      }
    }
  }

  private static RelativePath path(Path journal) throws IOException {
    try (InputStream from = Files.newInputStream(journal)) {
      FrameReader in = new FrameReader(from, Limits.FRAME, () -> {});
      in.next();
      RelativePath path = in.path();
      in.skip();
      return path;
    }
  }

  void apply(Journal journal) throws IOException {
    try {
      replay(journal.file());
    } catch (FileFailure e) {
      pending.put(journal.file(), journal.path());
      throw e;
    }
  }

  /// Before something else is done to a file, what is pending has to be done.
  void settle(RelativePath path) throws IOException {
    for (Map.Entry<Path, RelativePath> one : List.copyOf(pending.entrySet())) {
      if (one.getValue().startsWith(path)) {
        replay(one.getKey());
        pending.remove(one.getKey());
      }
    }
  }

  /// The files go, so nothing has to be done to them.
  void drop(RelativePath path) throws IOException {
    for (Map.Entry<Path, RelativePath> one : List.copyOf(pending.entrySet())) {
      if (one.getValue().startsWith(path)) {
        Files.deleteIfExists(one.getKey());
        pending.remove(one.getKey());
      }
    }
  }

  private void replay(Path journal) throws IOException {
    try (InputStream from = Files.newInputStream(journal)) {
      FrameReader in = new FrameReader(from, Limits.FRAME, () -> {});
      in.next();
      RelativePath path = in.path();
      long inode = in.i64();
      try (OpenFile file = copy.tree.update(path)) {
        if (file.metadata().inode() == inode) {
          replay(in, file);
        }
      } catch (FileFailure e) {
        if (!Source.absent(e) && e.reason() != FileFailure.Reason.WRONG_KIND) {
          throw e;
        }
      }
    }
    Files.deleteIfExists(journal);
  }

  private void replay(FrameReader in, OpenFile file) throws IOException {
    while (in.next()) {
      if (in.type() == Frame.END) {
        FileState state = FileState.read(in);
        file.truncate(state.size());
        state.apply(file);
      } else {
        in.i64(); // the number of its operation
        Blocks.write(in, copy.piece, file);
      }
    }
    file.sync();
  }
}

package io.understudy.mirroring.rsync;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Compares a part of the source with its copy: what the copy has too much goes first, then rsync
/// gets all names, in pieces.
final class Comparison {
  /// Bytes that a scrub reads in one run, and a file more.
  private static final long SCRUB = 1L << 30;

  private final Source source;
  private final Conversation conversation;
  private final ClientRun client;
  private final Progress progress;
  private final Supplier<Batch> batches;
  private final Between between;
  private final boolean contents;
  private final List<Long> sizes = new ArrayList<>();
  private Batch piece;
  private long bytes;
  private Optional<String> failure = Optional.empty();

  /// Gets its turn after each piece.
  @FunctionalInterface
  interface Between {
    void run() throws IOException, InterruptedException;
  }

  Comparison(
      Source source,
      Conversation conversation,
      ClientRun client,
      Progress progress,
      Supplier<Batch> batches,
      Between between,
      boolean contents) {
    this.source = source;
    this.conversation = conversation;
    this.client = client;
    this.progress = progress;
    this.batches = batches;
    this.between = between;
    this.contents = contents;
    this.piece = batches.get();
  }

  /// {@return why something couldn't be compared or mended; empty if all was}
  Optional<String> run(RelativePath path, boolean deletions)
      throws IOException, InterruptedException {
    try {
      if (source.find(path).isEmpty()) {
        piece.add(path, Optional.empty());
      } else if (deletions) {
        String kept =
            conversation.extras(source, path, had -> progress.differs(had, "not at the source"));
        fail(kept.isEmpty() ? Optional.empty() : Optional.of(kept));
      }
      source.each(path, this::add);
      carry();
    } catch (Halted halted) {
      throw halted.interruption();
    } catch (FileFailure unseen) {
      fail(Optional.of(unseen.getMessage()));
    }
    return failure;
  }

  /// The first reason is told.
  private void fail(Optional<String> reason) {
    failure = failure.isPresent() ? failure : reason;
  }

  private void add(RelativePath path, Metadata metadata) throws IOException {
    Halted.check();
    piece.add(path, Optional.of(metadata));
    long size = metadata.kind() == Kind.FILE ? metadata.size() : 0;
    sizes.add(size);
    bytes += size;
    if (piece.full() || contents && bytes >= SCRUB) {
      try {
        carry();
        between.run();
      } catch (InterruptedException interrupted) {
        throw new Halted();
      }
    }
  }

  private void carry() throws IOException, InterruptedException {
    if (!piece.isEmpty()) {
      Map<RelativePath, String> failed = client.run(piece, false, contents);
      fail(
          failed.entrySet().stream()
              .findFirst()
              .map(first -> "%s: %s".formatted(first.getKey(), first.getValue())));
    }
    for (long size : sizes) {
      progress.file(size);
      if (contents) {
        progress.read(size);
      }
      progress.breathe();
    }
    sizes.clear();
    bytes = 0;
    piece = batches.get();
  }
}

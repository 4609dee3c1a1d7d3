package io.understudy.mirroring.owner;

import io.understudy.api.files.Change;
import io.understudy.api.files.Changes;
import io.understudy.api.files.FileFailure;
import io.understudy.api.files.Metadata;
import io.understudy.api.files.RelativePath;
import io.understudy.api.files.Tree;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what changes in a tree.
final class Ear implements Closeable {
  private static final RelativePath ANY = RelativePath.of("x");

  /// The kernel's clock for files, at 100 Hz or more.
  private static final Duration TICK = Duration.ofMillis(12);

  private static final Logger LOG = LoggerFactory.getLogger(Ear.class);

  private final Path root;
  private final Changes.Watch watch;
  private final Duration gather;
  private volatile @Nullable Marker marker;
  private volatile @Nullable String ended;

  private record Marker(RelativePath path, CountDownLatch heard) {}

  /// @param backlog takes what is heard
  Ear(Changes changes, Path root, Duration gather, Consumer<List<Change>> backlog)
      throws IOException {
    this.root = root;
    this.gather = gather;
    watch =
        changes.watch(
            root,
            gather,
            heard -> {
              // First: what was removed as a whole isn't to be compared with its copy.
              heard.forEach(this::ends);
              backlog.accept(heard);
              heard.forEach(this::look);
            });
  }

  private void ends(Change change) {
    if (change instanceof Change.Ended(String reason)) {
      ended = reason;
    }
  }

  private void look(Change change) {
    Marker waited = marker;
    switch (change) {
      case Change.Touched touched when waited != null && touched.path().equals(waited.path()) ->
          waited.heard().countDown();
      case Change.Unknown(var path, var reason) when path.isRoot() ->
          LOG.info("all of {} has to be compared: {}", root, reason);
      case Change.Ended _,
          Change.Touched _,
          Change.Renamed _,
          Change.Entered _,
          Change.Left _,
          Change.Unknown _ -> {}
    }
  }

  /// Returns when everything that happened before it was called has been heard of.
  ///
  /// @return the time of the file system before which all was heard; empty if that isn't certain
  Optional<Instant> catchUp(Tree tree, Duration limit) throws IOException, InterruptedException {
    Thread.sleep(TICK); // so that everything before it has an older time than the marker
    Marker mine = new Marker(ANY.temporaryBeside(), new CountDownLatch(1));
    marker = mine;
    try {
      tree.create(mine.path()).close();
      Optional<Instant> made = tree.find(mine.path()).map(Metadata::changed);
      boolean heard = mine.heard().await(limit.toNanos(), TimeUnit.NANOSECONDS);
      return heard && ended == null ? made : Optional.empty();
    } finally {
      marker = null;
      remove(tree, mine.path());
    }
  }

  private static void remove(Tree tree, RelativePath path) throws IOException {
    try {
      tree.remove(path);
    } catch (FileFailure e) {
      if (e.reason() != FileFailure.Reason.NOT_FOUND) {
        throw e;
      }
    }
  }

  /// {@return why nothing more is heard; empty if it is}
  Optional<String> ended() {
    return Optional.ofNullable(ended);
  }

  /// {@return how long changes wait to be told together}
  Duration gather() {
    return gather;
  }

  /// {@return how it hears, for people}
  String how() {
    return watch.fallback().isEmpty()
        ? watch.source().name()
        : "%s (%s)".formatted(watch.source().name(), watch.fallback());
  }

  @Override
  public void close() {
    watch.close();
  }
}

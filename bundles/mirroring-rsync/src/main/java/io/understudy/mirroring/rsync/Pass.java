package io.understudy.mirroring.rsync;

import io.understudy.api.files.FileFailure;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.MirroredTree;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries out what one feed gives: looks together, by runs of rsync; the rest one by one, between
/// them.
final class Pass {
  /// So many items wait for the standby's disk at most.
  private static final int UNCONFIRMED = 4000;

  private final RsyncSettings settings;
  private final MirroredTree tree;
  private final Source source;
  private final Links links;
  private final Conversation conversation;
  private final ClientRun client;
  private final Feed feed;
  private final Progress progress;
  private final Deque<Item> later = new ArrayDeque<>();
  private final List<Item> carried = new ArrayList<>();
  private Batch looks;

  Pass(
      RsyncSettings settings,
      MirroredTree tree,
      Source source,
      Links links,
      Conversation conversation,
      ClientRun client,
      Feed feed,
      Progress progress) {
    this.settings = settings;
    this.tree = tree;
    this.source = source;
    this.links = links;
    this.conversation = conversation;
    this.client = client;
    this.feed = feed;
    this.progress = progress;
    this.looks = batch();
  }

  private Batch batch() {
    return new Batch(source, links, settings.names());
  }

  void run() throws IOException, InterruptedException {
    while (true) {
      Optional<Item> next = later.isEmpty() ? feed.next() : Optional.of(later.remove());
      if (next.isPresent()) {
        carryOut(next.get());
      } else if (!looks.items().isEmpty()) {
        carryLooks();
      } else {
        confirm();
        return;
      }
    }
  }

  private void carryOut(Item item) throws IOException, InterruptedException {
    switch (item) {
      case Item.Look look -> {
        look(look);
        if (looks.full()) {
          carryLooks();
        }
      }
      case Item.Move move -> {
        carryLooks();
        move(move);
      }
      case Item.Compare compare -> {
        carryLooks();
        end(compare, compare(compare.path(), compare.contents()));
      }
    }
  }

  private void look(Item.Look look) throws IOException {
    try {
      looks.add(look);
    } catch (FileFailure failure) {
      // What is behind a mount point isn't the rule's: nothing is to be done.
      if (failure.reason() != FileFailure.Reason.OUTSIDE) {
        looks.items().removeLast();
        progress.failed(look, String.valueOf(failure.getMessage()));
      }
    }
  }

  private void carryLooks() throws IOException, InterruptedException {
    if (looks.items().isEmpty()) {
      return;
    }
    Batch batch = looks;
    looks = batch();
    Map<RelativePath, String> failed = batch.isEmpty() ? Map.of() : client.run(batch, true, false);
    Optional<String> parents = strayed(batch, failed);
    for (Item item : batch.items()) {
      Optional<String> reason = Optional.ofNullable(failed.get(item.path()));
      end(item, reason.isPresent() ? reason : parents);
    }
  }

  /// A directory on the way, or another hard link, has no item of its own: if it failed, all did.
  private static Optional<String> strayed(Batch batch, Map<RelativePath, String> failed) {
    List<RelativePath> own = batch.items().stream().map(Item::path).toList();
    return failed.isEmpty() || own.containsAll(failed.keySet())
        ? Optional.empty()
        : failed.entrySet().stream()
            .filter(entry -> !own.contains(entry.getKey()))
            .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue()))
            .findFirst();
  }

  private void end(Item item, Optional<String> failure) throws IOException, InterruptedException {
    if (failure.isPresent()) {
      progress.failed(item, failure.get());
      return;
    }
    carried.add(item);
    if (carried.size() >= UNCONFIRMED) {
      confirm();
    }
  }

  private void confirm() throws IOException, InterruptedException {
    if (!carried.isEmpty()) {
      conversation.sync();
      carried.forEach(progress::done);
      carried.clear();
    }
  }

  private void move(Item.Move move) throws IOException, InterruptedException {
    links.moved(move.from(), move.to());
    String why =
        source.takes(move.from(), false) && source.takes(move.to(), false)
            ? conversation.ask(
                Frame.Type.MOVE,
                out -> {
                  Entry.writePath(out, move.from());
                  Entry.writePath(out, move.to());
                })
            : "the rule doesn't take both names";
    Optional<String> failure = Optional.empty();
    if (!why.isEmpty() || !move.directory()) {
      // The standby doesn't know what the source has by the new name, nor what was renamed.
      failure = compare(move.from(), false);
      Optional<String> there = compare(move.to(), false);
      failure = failure.isPresent() ? failure : there;
    }
    end(move, failure);
  }

  private Optional<String> compare(RelativePath path, boolean contents)
      throws IOException, InterruptedException {
    return new Comparison(
            source, conversation, client, progress, this::batch, this::urgent, contents)
        .run(path, tree.deletions());
  }

  /// Looks of the feed needn't wait for the end of a comparison.
  private void urgent() throws IOException, InterruptedException {
    while (later.isEmpty() && !looks.full()) {
      Optional<Item> next = feed.next();
      if (next.isEmpty()) {
        break;
      } else if (next.get() instanceof Item.Look look) {
        look(look);
      } else {
        later.add(next.get());
      }
    }
    carryLooks();
  }
}

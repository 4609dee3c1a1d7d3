package io.understudy.mirroring.stream;

import io.understudy.api.files.Metadata;
import io.understudy.api.files.Metadata.Kind;
import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Feed;
import io.understudy.api.mirror.Item;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One pass: takes items, carries them out, and reacts to what the standby answers.
final class Pass {
  /// Items taken from the feed that have to wait for a large file or a comparison.
  private static final int MOST_DEFERRED = 256;

  /// Items that are carried out between two pieces of a large file.
  private static final int MOST_BETWEEN = 64;

  final Source source;
  final Line line;
  final Progress progress;
  final StreamSender sender;
  private final Feed feed;
  private final Looks looks;
  private final Checkpoint checkpoint;
  private final Queue<Mend> mends = new ArrayDeque<>();
  private final Queue<Mend> comparisons = new ArrayDeque<>();
  private final ArrayDeque<Job> deferred = new ArrayDeque<>();
  private @Nullable RelativePath large;
  private @Nullable RelativePath comparing;

  Pass(StreamSender sender, Feed feed, Progress progress) {
    this.sender = sender;
    this.source = sender.source;
    this.line = sender.line;
    this.feed = feed;
    this.progress = progress;
    looks = new Looks(sender, this);
    checkpoint = new Checkpoint(this, looks);
  }

  void run() throws IOException, InterruptedException {
    while (true) {
      line.react();
      if (checkpoint.full()) {
        checkpoint.send();
      }
      if (!mend(mends) && !startDeferred() && !mend(comparisons) && !startNext()) {
        if (checkpoint.due() && (feed.hurried() || checkpoint.rest().isZero())) {
          checkpoint.send();
        } else if (line.idle() && !checkpoint.due()) {
          return;
        } else {
          rest();
        }
      }
    }
  }

  /// What comes while the standby works, or syncs its disk, doesn't wait for that.
  private void rest() throws IOException, InterruptedException {
    Duration limit = feed.rest(line::wake);
    Duration due = checkpoint.due() ? checkpoint.rest() : limit;
    if (!startNext()) {
      sender.compared.pause();
      line.rest(due.compareTo(limit) < 0 ? due : limit);
    }
  }

  private boolean mend(Queue<Mend> queue) throws IOException, InterruptedException {
    Mend mend = queue.poll();
    if (mend == null) {
      return false;
    }
    if (mend.how() == Mend.How.COMPARE) {
      compare(mend.job(), mend.path(), false);
    } else {
      looks.look(mend.job(), mend.path(), mend.how());
    }
    less(mend.job());
    return true;
  }

  private boolean startDeferred() throws IOException, InterruptedException {
    Job job = deferred.poll();
    if (job != null) {
      start(job);
    }
    return job != null;
  }

  private boolean startNext() throws IOException, InterruptedException {
    Optional<Item> item = feed.next();
    if (item.isPresent()) {
      start(new Job(item.get()));
    }
    return item.isPresent();
  }

  private void start(Job job) throws IOException, InterruptedException {
    switch (job.item) {
      case Item.Look look -> {
        if (!looks.look(job, look.path(), Mend.How.LOOK)) {
          deferred.add(job);
          return;
        }
      }
      case Item.Move move -> move(job, move);
      case Item.Compare compare -> compare(job, compare.path(), compare.contents());
    }
    less(job);
  }

  private void move(Job job, Item.Move move) throws IOException, InterruptedException {
    boolean renamed =
        source.deletions && (move.directory() ? directory(job, move) : file(job, move));
    if (!renamed || sender.compared.recent()) {
      queue(new Mend(job, move.to(), Mend.How.COMPARE));
      queue(new Mend(job, move.from(), Mend.How.COMPARE));
    }
  }

  /// It may have been renamed once more, or removed: the copy follows step by step.
  private boolean directory(Job job, Item.Move move) throws IOException, InterruptedException {
    boolean takes =
        source.chosen.takes(move.from(), Kind.DIRECTORY)
            && source.chosen.takes(move.to(), Kind.DIRECTORY);
    if (takes) {
      looks.moveDirectory(job, move);
    }
    return takes;
  }

  private boolean file(Job job, Item.Move move) throws IOException, InterruptedException {
    Optional<Metadata> found = looks.there(job, move.to());
    if (found.isEmpty()
        || found.get().kind() == Kind.DIRECTORY
        || !source.chosen.takes(move.from(), found.get().kind())) {
      return false;
    }
    looks.moveFile(job, move, found.get());
    // What has more names has to be known by its new one.
    return found.get().links() == 1;
  }

  private void compare(Job job, RelativePath path, boolean contents)
      throws IOException, InterruptedException {
    Optional<Metadata> found = looks.there(job, path);
    if (!path.isRoot() && found.map(Metadata::kind).orElse(Kind.FILE) != Kind.DIRECTORY) {
      // One name: what differs is mended when the answer comes, and nobody waits for that.
      new Comparison(sender, this, looks, job, contents).alone(path, found);
      return;
    }
    comparing = path;
    try {
      new Comparison(sender, this, looks, job, contents).run(path, found);
    } finally {
      comparing = null;
      sender.compared.compared();
    }
  }

  /// Mends what is known to differ. Between the directories of a comparison.
  void mendAll() throws IOException, InterruptedException {
    line.react();
    while (mend(mends)) {
      line.react();
    }
    between();
  }

  /// Carries out what is small while something large goes on.
  void between() throws IOException, InterruptedException {
    line.react();
    if (checkpoint.full()) {
      checkpoint.send();
    }
    for (int i = 0; i < MOST_BETWEEN && deferred.size() < MOST_DEFERRED; i++) {
      Optional<Item> item = feed.next();
      if (item.isEmpty()) {
        break;
      }
      Job job = new Job(item.get());
      if (mustWait(job.item)) {
        deferred.add(job);
      } else {
        start(job);
      }
    }
    if (checkpoint.wanted() && checkpoint.rest().isZero()) {
      checkpoint.send();
      line.flush();
    }
  }

  private boolean mustWait(Item item) {
    return switch (item) {
      case Item.Look look -> waits(look.path());
      case Item.Move move -> comparing != null || waits(move.from()) || waits(move.to());
      case Item.Compare _ -> true;
    };
  }

  private boolean waits(RelativePath path) {
    if (large != null && related(path, large)) {
      return true;
    }
    for (Job job : deferred) {
      if (related(path, job.item.path())
          || job.item instanceof Item.Move move && related(path, move.from())) {
        return true;
      }
    }
    return false;
  }

  private static boolean related(RelativePath one, RelativePath other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  /// @param path of the large file that is on its way; null if none is any longer
  void large(@Nullable RelativePath path) {
    large = path;
  }

  /// {@return whether a large file has to wait for another one}
  boolean busy() {
    return large != null;
  }

  /// Ends a frame that is answered by a result.
  ///
  /// @param need what to do if the copy lacks something
  Operation result(Job job, RelativePath path, Mend.How need) throws IOException {
    job.more();
    Operation operation =
        line.end(Reply.Result.class, reply -> resulted(job, path, need, (Reply.Result) reply));
    job.last = operation.id;
    return operation;
  }

  /// Takes the answer to an operation.
  void resulted(Job job, RelativePath path, Mend.How need, Reply.Result result) {
    switch (result.status()) {
      case DONE -> {}
      case FAILED -> job.fail("%s: %s".formatted(path, result.reason()));
      case NEED -> queue(new Mend(job, path, need));
    }
    touchMade(path, result.made());
    less(job);
  }

  void touchMade(RelativePath path, int made) {
    RelativePath directory = path;
    for (int i = 0; i <= made && made > 0 && !directory.isRoot(); i++) {
      touch(directory);
      directory = directory.parent();
      touch(directory);
    }
  }

  void queue(Mend mend) {
    mend.job().more();
    (mend.how() == Mend.How.COMPARE ? comparisons : mends).add(mend);
  }

  int mending() {
    return mends.size();
  }

  /// Its attributes have to be set again when what is in it is done.
  void touch(RelativePath directory) {
    checkpoint.touch(directory);
  }

  /// The standby doesn't get the attributes of a directory.
  void refused(RelativePath directory, String reason) {
    checkpoint.refused(directory, reason);
  }

  void touchParent(RelativePath path) {
    if (!path.isRoot()) {
      touch(path.parent());
    }
  }

  /// Something of a job ended.
  void less(Job job) {
    if (job.less()) {
      checkpoint.ended(job);
    }
  }
}

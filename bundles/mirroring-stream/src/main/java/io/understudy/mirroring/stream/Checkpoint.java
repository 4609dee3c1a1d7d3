package io.understudy.mirroring.stream;

import io.understudy.api.files.RelativePath;
import io.understudy.api.mirror.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Ends items. What is in a directory changes its times, so directories get their attributes once
/// more behind all that was done in them; only then, and when it is as safe on the disk as the rule
/// wants it, an item is done.
final class Checkpoint {
  private static final int MOST_DIRECTORIES = 2048;
  private static final int MOST_JOBS = 1024;

  /// Under load there is one in so many nanoseconds, for all that was done meanwhile.
  private static final long GATHER = Duration.ofMillis(200).toNanos();

  private final Pass pass;
  private final Looks looks;
  private final Progress progress;
  private final Set<RelativePath> touched = new LinkedHashSet<>();
  private final Map<RelativePath, String> refused = new HashMap<>();
  private final ArrayDeque<Job> ended = new ArrayDeque<>();
  private long last;
  private boolean underway;

  Checkpoint(Pass pass, Looks looks) {
    this.pass = pass;
    this.looks = looks;
    progress = pass.progress;
    last = pass.line.last();
  }

  void touch(RelativePath directory) {
    touched.add(directory);
  }

  /// Nothing of it is open any more.
  void ended(Job job) {
    String failure = job.failure();
    if (failure != null) {
      progress.failed(job.item, failure);
    } else if (job.last == 0) {
      progress.done(job.item);
    } else {
      ended.add(job);
    }
  }

  /// {@return whether it is time even though there is more to do}
  boolean full() {
    return touched.size() >= MOST_DIRECTORIES || ended.size() >= MOST_JOBS && !underway;
  }

  /// {@return whether anything was done since the last one, or ended since it was answered} One at
  /// a time: the standby's disk takes as long for little as for much.
  boolean due() {
    return !underway && (pass.line.last() > last || !touched.isEmpty() || wanted());
  }

  /// {@return how long the next one may wait for more}
  Duration rest() {
    return Duration.ofNanos(Math.max(0, pass.sender.checkpointAt + GATHER - System.nanoTime()));
  }

  /// {@return whether items wait for it while something else goes on}
  boolean wanted() {
    return !ended.isEmpty() && !underway;
  }

  void send() throws IOException, InterruptedException {
    Set<RelativePath> directories = Set.copyOf(touched);
    touched.clear();
    for (RelativePath directory : directories) {
      looks.again(directory, reply -> again(directory, reply));
    }
    pass.line.begin(Frame.SYNC, 0);
    Operation sync = pass.line.endAwaited(Reply.Result.class, this::passed);
    last = sync.id;
    underway = true;
    pass.sender.checkpointAt = System.nanoTime();
  }

  private void again(RelativePath directory, Reply reply) {
    Reply.Result result = (Reply.Result) reply;
    switch (result.status()) {
      case DONE -> pass.touchMade(directory, result.made());
      case FAILED, NEED -> refused(directory, result.reason());
    }
  }

  void refused(RelativePath directory, String reason) {
    refused.putIfAbsent(directory, "%s: %s".formatted(directory, reason));
  }

  private void passed(Reply reply) {
    Reply.Result result = (Reply.Result) reply;
    underway = underway && last != result.id();
    for (Iterator<Job> jobs = ended.iterator(); jobs.hasNext(); ) {
      Job job = jobs.next();
      if (job.last < result.id()) {
        jobs.remove();
        end(job, result);
      }
    }
    refused.clear();
  }

  private void end(Job job, Reply.Result result) {
    RelativePath path = job.item.path();
    String reason = path.isRoot() ? null : refused.get(path.parent());
    if (result.status() != Reply.Status.DONE) {
      progress.failed(job.item, result.reason());
    } else if (reason != null) {
      progress.failed(job.item, reason);
    } else {
      progress.done(job.item);
    }
  }
}

package io.understudy.mirroring.owner;

import io.understudy.api.files.RelativePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the passes of one copy have done since it began. For several threads.
final class Totals {
  static final int NAMES = 20;

  private long files;
  private long bytesRead;
  private long compared;
  private boolean comparing;
  private boolean scrubbing;
  private final List<String> differing = new ArrayList<>();
  private long differences;
  private Optional<Instant> lastPass = Optional.empty();

  /// What a scrub found.
  ///
  /// @param names some of them, with how they differed
  record Scrub(long count, List<String> names) {}

  synchronized void read(long bytes) {
    bytesRead += bytes;
  }

  synchronized void file() {
    files++;
    compared += comparing ? 1 : 0;
  }

  synchronized void comparison(boolean begins, boolean contents) {
    comparing = begins;
    compared = 0;
    scrubbing = begins && contents;
    if (begins) {
      differing.clear();
      differences = 0;
    }
  }

  synchronized void differs(RelativePath path, String how) {
    if (scrubbing) {
      differences++;
      if (differing.size() < NAMES) {
        differing.add("%s (%s)".formatted(path, how));
      }
    }
  }

  synchronized Scrub scrub() {
    return new Scrub(differences, List.copyOf(differing));
  }

  synchronized void passed(Instant at) {
    lastPass = Optional.of(at);
  }

  synchronized Optional<Long> comparing() {
    return comparing ? Optional.of(compared) : Optional.empty();
  }

  synchronized long files() {
    return files;
  }

  synchronized long bytesRead() {
    return bytesRead;
  }

  synchronized Optional<Instant> lastPass() {
    return lastPass;
  }
}

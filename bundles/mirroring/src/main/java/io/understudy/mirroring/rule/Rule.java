package io.understudy.mirroring.rule;

import io.understudy.api.GroupId;
import io.understudy.api.mirror.MirroredTree.Sync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One rule, as configured and found good.
///
/// @param path absolute, normal
/// @param file whether it is a single file's
/// @param interval when passes begin
/// @param include patterns; empty: everything
/// @param bandwidth bytes a second; 0: no limit
/// @param cpu share of one processor, in percent
/// @param priority 1 comes first, 9 last
/// @param maxLag how old a copy may be for a takeover; empty: as old as it likes
/// @param before a command, at the owner before each pass; empty: none
/// @param patience how long a command may take
/// @param scrub how often contents are compared; zero: never
public record Rule(
    String name,
    GroupId group,
    Path path,
    boolean file,
    Interval interval,
    String strategy,
    List<String> include,
    List<String> exclude,
    boolean deletions,
    long bandwidth,
    int cpu,
    int priority,
    Optional<Duration> maxLag,
    TooOld tooOld,
    List<String> before,
    List<String> after,
    Duration patience,
    Duration scrub,
    Sync sync) {

  /// What becomes of a takeover where the copy is older than it may be.
  public enum TooOld {
    /// It is taken over all the same.
    ALLOW,
    /// An administrator has to say so.
    ASK,
    /// Not at all; the administrator would have to change this first.
    REFUSE
  }

  public Rule {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /// {@return what [Share] and [#interval] don't say of it, to be compared}
  public List<Object> settings() {
    return List.of(
        group, path, bandwidth, cpu, priority, maxLag, tooOld, before, after, patience, scrub);
  }

  /// {@return the directory that is watched and sent}
  public Path root() {
    Path parent = path.getParent();
    return file && parent != null ? parent : path;
  }
}

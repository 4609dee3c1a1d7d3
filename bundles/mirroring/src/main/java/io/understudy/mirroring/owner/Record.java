package io.understudy.mirroring.owner;

import io.understudy.api.Term;
import io.understudy.api.files.RelativePath;
import io.understudy.mirroring.rule.Unmirrored;
import io.understudy.mirroring.rule.UnmirroredFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps on the disk what of a rule is in no copy, while this node owns it. If the node dies, its
/// next start knows which files nobody else has: those that are named, and those that changed later
/// than everything is known for.
final class Record {
  /// Changes are heard of later than they happen, and file times are coarser than clocks.
  static final Duration MARGIN = Duration.ofSeconds(2);

  /// File times are those of the last tick.
  private static final Duration TICK = Duration.ofMillis(20);

  private static final Duration JUMP = Duration.ofSeconds(1);
  private static final int NAMES_A_SECOND = 1000;
  static final int MOST_NAMES = 20_000;

  private final UnmirroredFile file;
  private Unmirrored written;
  private @Nullable Instant lastWall;
  private long lastNanos;
  private Instant due = Instant.MIN;
  private boolean unknown;
  private boolean ended;

  /// What the dirty set says.
  ///
  /// @param names that aren't in the copy; not more than are kept
  /// @param all whether these are all
  /// @param oldest since when the oldest waits
  /// @param unnamed since when it isn't known by name what has changed somewhere
  /// @param compared whether the copy was compared as a whole since this node owns the group, or
  ///     since the clock was set back
  /// @param changed when something was heard of last
  record Facts(
      List<RelativePath> names,
      boolean all,
      Optional<Instant> oldest,
      Optional<Instant> unnamed,
      boolean compared,
      Instant changed) {}

  private Record(UnmirroredFile file, Unmirrored written) {
    this.file = file;
    this.written = written;
    this.unknown = written.unknown();
  }

  /// This node owns the group from now on. What is still there of an earlier time stays.
  ///
  /// @return on the disk
  static Record begin(UnmirroredFile file, Term term, Instant wall) throws IOException {
    Unmirrored now;
    Instant start = wall.minus(TICK);
    try {
      Optional<Unmirrored> old = file.read();
      now =
          old.map(
                  one ->
                      new Unmirrored(
                          term,
                          one.cleanUntil().isBefore(start) ? one.cleanUntil() : start,
                          one.unknown() || one.cleanUntil().isAfter(wall.plus(JUMP)),
                          one.names()))
              .orElse(new Unmirrored(term, start, false, List.of()));
    } catch (IOException damaged) {
      now = new Unmirrored(term, Instant.EPOCH, true, List.of());
    }
    file.write(now);
    return new Record(file, now);
  }

  /// {@return from when on it isn't known what has changed}
  synchronized Instant cleanUntil() {
    return written.cleanUntil();
  }

  synchronized List<RelativePath> names() {
    return written.names();
  }

  /// To be called each second.
  ///
  /// @param nanos monotonic
  /// @return whether the clock was set back: then all has to be compared before anything is known
  ///     again
  synchronized boolean clockSetBack(Instant wall, long nanos) {
    Instant last = lastWall;
    boolean back = last != null && wall.isBefore(last.plusNanos(nanos - lastNanos).minus(JUMP));
    lastWall = wall;
    lastNanos = nanos;
    unknown |= back;
    return back;
  }

  /// Writes what has changed, not more often than its size allows.
  synchronized void keep(Facts facts, Instant wall) throws IOException {
    if (ended || wall.isBefore(due) && due.isBefore(wall.plusSeconds(60))) {
      return;
    }
    if (facts.compared()) {
      unknown = false;
    }
    Unmirrored now = new Unmirrored(written.term(), cleanUntil(facts, wall), unknown, names(facts));
    boolean news =
        now.unknown() != written.unknown()
            || !now.names().equals(written.names())
            || now.cleanUntil().isBefore(written.cleanUntil())
            || now.cleanUntil().isAfter(written.cleanUntil())
                && !facts.changed().isBefore(written.cleanUntil().minus(MARGIN));
    if (news) {
      write(now, wall);
    }
  }

  /// Until the whole was compared once, what was dirty before this node owned isn't known better.
  private Instant cleanUntil(Facts facts, Instant wall) {
    if (!facts.compared()) {
      return written.cleanUntil();
    }
    Instant until = wall;
    if (facts.unnamed().isPresent() && facts.unnamed().get().isBefore(until)) {
      until = facts.unnamed().get();
    }
    if (!facts.all() && facts.oldest().isPresent() && facts.oldest().get().isBefore(until)) {
      until = facts.oldest().get();
    }
    until = until.minus(MARGIN);
    boolean quiet =
        facts.oldest().isEmpty()
            && !written.cleanUntil().isAfter(wall)
            && !facts.changed().isAfter(written.cleanUntil());
    return quiet && until.isBefore(written.cleanUntil()) ? written.cleanUntil() : until;
  }

  /// Before the whole is compared, names are those of an earlier time; whatever is dirty now has
  /// changed after the time for which all is known.
  private List<RelativePath> names(Facts facts) {
    return !facts.compared() ? written.names() : facts.all() ? facts.names() : List.of();
  }

  /// Everything is in the copy.
  ///
  /// @param until that was changed before
  synchronized void clean(Instant until, Instant wall) throws IOException {
    unknown = false;
    write(new Unmirrored(written.term(), until, false, List.of()), wall);
  }

  /// Nothing is written any more.
  synchronized void end() {
    ended = true;
  }

  private void write(Unmirrored now, Instant wall) throws IOException {
    file.write(now);
    written = now;
    due = wall.plusSeconds(1 + now.names().size() / NAMES_A_SECOND);
  }
}

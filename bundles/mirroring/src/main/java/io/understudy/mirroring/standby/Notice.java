package io.understudy.mirroring.standby;

import io.understudy.api.files.RelativePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What an owner tells a standby of its changes that aren't in that standby's copy. It is sent when
/// it changes, and every few seconds so that the standby knows how fresh its knowledge is.
///
/// @param rule which one
/// @param whole `added` are all names there are, up to the limit, and what was told before is void:
///     the first notice of a connection, and after names were left out
/// @param count how many changes there are, exactly
/// @param oldest since when the oldest of them waits, by the owner's clock
/// @param added names that were not told yet
/// @param removed names that are in the copy by now
/// @param comparing how many files the comparison that runs has looked at; empty if none runs
/// @param compared whether the copy was compared as a whole since this owner began to own: before
///     that it isn't known what the copy lacks
public record Notice(
    String rule,
    boolean whole,
    long count,
    Optional<Instant> oldest,
    List<RelativePath> added,
    List<RelativePath> removed,
    Optional<Long> comparing,
    boolean compared) {
  /// How many names are told and kept.
  public static final int NAMES = 1000;

  /// How many bytes they may have together.
  public static final int BYTES = 256 * 1024;

  public Notice {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    if (count < 0 || rule.isEmpty() || rule.length() > 128) {
      throw new IllegalArgumentException("%d changes of '%s'".formatted(count, rule));
    } else if (!fitting(added).equals(added) || !fitting(removed).equals(removed)) {
      throw new IllegalArgumentException("more names than a notice may have");
    }
  }

  /// {@return the first of these names, as many as a notice may have}
  public static List<RelativePath> fitting(Collection<RelativePath> names) {
    List<RelativePath> some = new ArrayList<>(Math.min(names.size(), NAMES));
    int bytes = 0;
    for (RelativePath name : names) {
      bytes += name.length() + 2;
      if (some.size() == NAMES || bytes > BYTES) {
        break;
      }
      some.add(name);
    }
    return some;
  }
}

package io.understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Plays what could happen, or what did, on two simulated nodes that decide by the code of this
/// node. Nothing real is touched.
public interface Rehearsal {
  /// @param kind what goes wrong
  /// @param lasts until it is over; counts for nothing in a crash
  /// @param share of all datagrams that get lost, 0 to 1, if that is what goes wrong
  record Fault(Kind kind, Duration lasts, double share) {
    public static final Duration LONGEST = Duration.ofMinutes(2);

    /// @throws IllegalArgumentException with a remedy
    public Fault {
      if (lasts.isNegative() || lasts.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a fault lasts from 0s to 2m");
      }
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("a share is a number from 0 to 1");
      }
    }
  }

  /// What can go wrong.
  enum Kind {
    /// The owner's machine loses its power.
    CRASH,
    /// The owner's program stands still; its kernel goes on.
    HANG,
    /// The nodes don't hear each other directly; both reach the devices.
    CUT,
    /// The owner reaches nobody.
    ISOLATION,
    /// No device answers.
    DEVICES,
    /// Datagrams get lost, everywhere.
    LOSS
  }

  /// How some rehearsals of one fault ended.
  ///
  /// @param times how many there were
  /// @param moved after how many another node owned the group
  /// @param median time that nobody held its addresses, within a rehearsal
  /// @param longest the same, the worst
  /// @param both longest time that two nodes held them; anything but zero is a defect
  record Result(int times, int moved, Duration median, Duration longest, Duration both) {}

  /// A silence of the peer that this node recorded, and what other settings would have made of it.
  ///
  /// @param at when it ended
  /// @param what in words
  /// @param length how long no beat came, by any way
  record Replayed(Instant at, String what, Duration length, Result result) {}

  /// What the recorded history would have been.
  ///
  /// @param since when recording began
  /// @param recorded how many silences there are
  /// @param harmless how many of them are too short for anybody to notice
  /// @param replayed the rest, or the longest of it, newest last
  record Replay(Instant since, int recorded, int harmless, List<Replayed> replayed) {
    public Replay {
      replayed = List.copyOf(replayed);
    }

    /// {@return how many of the silences would have moved a group more often than not}
    public long moves() {
      return replayed.stream()
          .filter(one -> 2 * one.result().moved() > one.result().times())
          .count();
    }
  }

  /// Plays a fault.
  ///
  /// @param changes as in [SafetyCalculator#safety]
  /// @throws Settings.Refused if they would be refused in the file
  /// @throws IllegalArgumentException if nothing can be played with them
  /// @throws IllegalStateException if another rehearsal is under way
  Result play(Map<String, String> changes, Fault fault) throws InterruptedException;

  /// Plays what this node recorded: the longest silence of the peer in each minute that had one.
  ///
  /// @param changes as in [SafetyCalculator#safety]
  /// @throws Settings.Refused if they would be refused in the file
  /// @throws IllegalStateException if another rehearsal is under way
  Replay replay(Map<String, String> changes) throws InterruptedException;
}

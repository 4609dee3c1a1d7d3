package io.understudy.api;

import java.time.Duration;
import java.util.List;

/// What a timing gives, present or proposed.
///
/// @param takeover from the owner's end until another node owns its groups, at most, while
///     reference devices and the standby's machine answer within a burst; services take their
///     time after it
/// @param parts what it is made of; those that are waited for side by side count once
/// @param besides what the takeover waits for in the present set-up that no timing bounds
/// @param chances how many beats in a row have to get lost, on every path, until a node that is
///     well counts as silent
/// @param loss share of beats that get lost just now on all paths at once, 0 to 1, if paths fail
///     independently of each other
/// @param falsePerDay how often a day a node that is well would count as silent at that loss, if
///     beats get lost independently of each other; the devices still have to agree before
///     anything moves
/// @param guarantee what the present set-up promises about two owners
public record Safety(
    Duration takeover,
    List<Part> parts,
    List<String> besides,
    int chances,
    double loss,
    double falsePerDay,
    Guarantee guarantee) {

  /// @param what in words
  /// @param decides the takeover waits for this one; false: it is over before
  public record Part(String what, Duration length, boolean decides) {}

  public Safety {
    parts = List.copyOf(parts);
    besides = List.copyOf(besides);
  }
}

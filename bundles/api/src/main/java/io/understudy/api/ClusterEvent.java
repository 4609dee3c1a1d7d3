package io.understudy.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One entry of the history.
///
/// @param number counts up by one; restarts with the process
/// @param at wall-clock time, for people
/// @param node where it happened
/// @param kind a word that scripts may rely on, like `claimed`
/// @param text one line for people, with the cause
public record ClusterEvent(
    long number, Instant at, NodeId node, String kind, String group, String text) {
  private static final Pattern SILENT = Pattern.compile(" is silent for (\\d{1,9}) ms");

  /// {@return how long a former owner had been silent when this node `claimed` its group; empty: it
  /// didn't fail, or this is about something else} Read from the text, which the core writes.
  public Optional<Duration> silence() {
    Matcher found = SILENT.matcher(text);
    return kind.equals("claimed") && found.find()
        ? Optional.of(Duration.ofMillis(Long.parseLong(found.group(1))))
        : Optional.empty();
  }
}

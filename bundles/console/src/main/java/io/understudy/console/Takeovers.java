package io.understudy.console;

import io.understudy.api.ClusterEvent;
import io.understudy.api.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the events of this node say of takeovers: how long each phase took.
///
/// @param takeovers oldest first
record Takeovers(List<Taking> takeovers) {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// A group that this node took.
  ///
  /// @param claimed when it became the owner
  /// @param silence how long the former owner had been silent; zero: it handed over
  /// @param serving from `claimed` until its services ran; empty: they don't yet
  record Taking(
      String group, Instant claimed, Duration silence, Optional<Duration> serving, String cause) {
    Map<String, Object> json() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("group", group);
      all.put("at", claimed.toString());
      all.put("cause", cause);
      all.put("silenceMs", silence.toMillis());
      serving.ifPresent(span -> all.put("servicesMs", span.toMillis()));
      return all;
    }
  }

  static Takeovers of(List<ClusterEvent> events) {
    List<Taking> all = new ArrayList<>();
    for (ClusterEvent event : events) {
      if (event.kind().equals("claimed")) {
        all.add(
            new Taking(
                event.group(),
                event.at(),
                event.silence().orElse(Duration.ZERO),
                Optional.empty(),
                event.text()));
      } else if (event.kind().equals("started")) {
        end(all, event);
      }
    }
    return new Takeovers(List.copyOf(all));
  }

  private static void end(List<Taking> all, ClusterEvent event) {
    for (int i = all.size() - 1; i >= 0; i--) {
      Taking taking = all.get(i);
      if (taking.group.equals(event.group())) {
        Duration span = Duration.between(taking.claimed, event.at());
        if (taking.serving.isEmpty() && span.compareTo(LONGEST) < 0) {
          all.set(
              i,
              new Taking(
                  taking.group, taking.claimed, taking.silence, Optional.of(span), taking.cause));
        }
        return;
      }
    }
  }

  /// {@return how long a handover of the group takes, as far as this node saw one, in words}
  String handover(GroupId group) {
    return takeovers.reversed().stream()
        .filter(one -> one.group.equals(group.name()))
        .flatMap(one -> one.serving.stream())
        .findFirst()
        .map(
            span ->
                "When this node took it last, its services ran %d ms after."
                    .formatted(span.toMillis()))
        .orElse("How long its services take to start hasn't been seen on this node yet.");
  }
}

package io.understudy.console;

import io.understudy.api.ClusterEvent;
import io.understudy.api.GroupId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What the events of this node say of takeovers: how long each phase took.
///
/// @param takeovers oldest first
record Takeovers(List<Taking> takeovers) {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /// A group that this node took.
  ///
  /// @param claimed when it became the owner
  /// @param silence how long the former owner had been silent; zero: it handed over
  /// @param fencing how much of that the fencing took; empty: there was none
  /// @param addresses from `claimed` until its addresses were here; empty: they aren't yet
  /// @param serving from `claimed` until its services ran; empty: they don't yet
  record Taking(
      String group,
      Instant claimed,
      Duration silence,
      Optional<Duration> fencing,
      Optional<Duration> addresses,
      Optional<Duration> serving,
      String cause) {
    private Taking announced(Instant at) {
      return new Taking(group, claimed, silence, fencing, first(addresses, at), serving, cause);
    }

    private Taking serving(Instant at) {
      return new Taking(group, claimed, silence, fencing, addresses, first(serving, at), cause);
    }

    /// What comes again later is another start.
    private Optional<Duration> first(Optional<Duration> known, Instant at) {
      return known.or(() -> Optional.of(Duration.between(claimed, at)));
    }

    Map<String, Object> json() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("group", group);
      all.put("at", claimed.toString());
      all.put("cause", cause);
      all.put("silenceMs", silence.toMillis());
      serving.ifPresent(span -> all.put("servicesMs", span.toMillis()));
      all.put("phases", phases());
      return all;
    }

    /// One after the other. Services start while the addresses are brought: theirs is what they
    /// need longer.
    private List<Map<String, Object>> phases() {
      List<Map<String, Object>> all = new ArrayList<>();
      Duration fenced = fencing.orElse(Duration.ZERO);
      all.add(phase("silence", silence.minus(fenced)));
      fencing.ifPresent(span -> all.add(phase("fencing", span)));
      addresses.ifPresent(span -> all.add(phase("addresses", span)));
      Duration before = addresses.orElse(Duration.ZERO);
      serving.ifPresent(
          span ->
              all.add(
                  phase(
                      "services",
                      span.compareTo(before) > 0 ? span.minus(before) : Duration.ZERO)));
      return all;
    }

    private static Map<String, Object> phase(String what, Duration length) {
      return Map.of("what", what, "lengthMs", length.toMillis());
    }
  }

  static Takeovers of(List<ClusterEvent> events) {
    List<Taking> all = new ArrayList<>();
    Map<String, Instant> fences = new HashMap<>();
    for (ClusterEvent event : events) {
      switch (event.kind()) {
        case "fences" -> fences.put(event.group(), event.at());
        case "claimed" -> all.add(taking(event, Optional.ofNullable(fences.remove(event.group()))));
        case "announced" -> go(all, event, taking -> taking.announced(event.at()));
        case "started" -> go(all, event, taking -> taking.serving(event.at()));
        default -> {}
      }
    }
    return new Takeovers(List.copyOf(all));
  }

  private static Taking taking(ClusterEvent claimed, Optional<Instant> fences) {
    Duration silence = claimed.silence().orElse(Duration.ZERO);
    return new Taking(
        claimed.group(),
        claimed.at(),
        silence,
        fences
            .map(at -> Duration.between(at, claimed.at()))
            .filter(span -> !span.isNegative() && span.compareTo(silence) <= 0),
        Optional.empty(),
        Optional.empty(),
        claimed.text());
  }

  /// The takeover that the event belongs to goes on, if the event isn't too late for that.
  private static void go(List<Taking> all, ClusterEvent event, UnaryOperator<Taking> on) {
    for (int i = all.size() - 1; i >= 0; i--) {
      Taking taking = all.get(i);
      if (taking.group.equals(event.group())) {
        if (Duration.between(taking.claimed, event.at()).compareTo(LONGEST) < 0) {
          all.set(i, on.apply(taking));
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

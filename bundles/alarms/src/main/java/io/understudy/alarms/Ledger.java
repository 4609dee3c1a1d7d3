package io.understudy.alarms;

import io.understudy.api.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which problems a receiver knows of. One is told when it has lasted for [#SETTLE], and not again
/// until it was away for [#HOLD]; one that comes and goes has to stay away for [#LONG_HOLD].
///
/// ```
/// new --2 s--> told --(reminder)--> told --away for 30 s or 10 min--> cleared
/// ```
final class Ledger {
  static final Duration SETTLE = Duration.ofSeconds(2);
  static final Duration HOLD = Duration.ofSeconds(30);
  static final Duration LONG_HOLD = Duration.ofMinutes(10);

  /// So many within an hour are many.
  static final int MANY = 5;

  /// @param seen when it was there last
  /// @param told null until it has settled
  record Open(Problem problem, Instant first, Instant seen, @Nullable Instant told) {}

  private String node = "?";
  private final AlarmSettings settings;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Map<String, Deque<Instant>> raised = new HashMap<>();

  Ledger(AlarmSettings settings, Map<String, Open> known) {
    this.settings = settings;
    open.putAll(known);
  }

  /// {@return what this receiver was told of and not told the end of}
  Map<String, Open> told() {
    Map<String, Open> told = new LinkedHashMap<>(open);
    told.values().removeIf(one -> one.told() == null);
    return told;
  }

  /// {@return what to tell now}
  ///
  /// @param node that has the problems
  List<Message> observe(String node, List<Problem> problems, Instant now) {
    this.node = node;
    List<Message> messages = new ArrayList<>();
    Map<String, Problem> present = new LinkedHashMap<>();
    for (Problem one : problems) {
      if (one.severity().compareTo(settings.severity()) >= 0
          && !one.subject().equals(settings.subject())) {
        present.put(key(one), one);
      }
    }
    present.forEach((key, problem) -> present(key, problem, now, messages));
    Iterator<Map.Entry<String, Open>> all = open.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Open> one = all.next();
      if (!present.containsKey(one.getKey()) && gone(one.getKey(), one.getValue(), now, messages)) {
        all.remove();
      }
    }
    raised.values().removeIf(times -> forget(times, now).isEmpty());
    return messages;
  }

  private void present(String key, Problem problem, Instant now, List<Message> messages) {
    Open before = open.getOrDefault(key, new Open(problem, now, now, null));
    Instant told = before.told();
    if (told == null && !now.isBefore(before.first().plus(SETTLE))) {
      raised.computeIfAbsent(key, any -> new ArrayDeque<>()).add(now);
      messages.add(Message.of("raised", node, problem, now));
      told = now;
    } else if (told != null
        && !settings.reminder().isZero()
        && !now.isBefore(told.plus(settings.reminder()))) {
      messages.add(Message.of("reminder", node, problem, now));
      told = now;
    }
    open.put(key, new Open(problem, before.first(), now, told));
  }

  /// {@return whether it is over}
  private boolean gone(String key, Open one, Instant now, List<Message> messages) {
    if (one.told() == null) {
      return true;
    }
    Deque<Instant> times = raised.get(key);
    boolean often = times != null && forget(times, now).size() >= MANY;
    if (now.isBefore(one.seen().plus(often ? LONG_HOLD : HOLD))) {
      return false;
    }
    messages.add(Message.of("cleared", node, one.problem(), now));
    return true;
  }

  private static Deque<Instant> forget(Deque<Instant> times, Instant now) {
    times.removeIf(at -> at.plus(Duration.ofHours(1)).isBefore(now));
    return times;
  }

  /// {@return what makes it the same problem: numbers in it change all the time}
  static String key(Problem problem) {
    return "%s %s: %s"
        .formatted(problem.severity(), problem.subject(), problem.what().replaceAll("\\d+", "#"));
  }
}

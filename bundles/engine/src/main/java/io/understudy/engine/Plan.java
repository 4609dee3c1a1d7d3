package io.understudy.engine;

import io.understudy.api.Settings;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which services a group has, and what each waits for when they start. One that doesn't say it
/// waits for the one before it in the list, so that a plain list is an order.
///
/// `fs, db after fs, mail after fs, web after db and mail, cron after nothing`
///
/// @param needs for each service, in the order of the list, those that must run before it starts
record Plan(Map<String, Set<String>> needs) {
  private static final Pattern ENTRY = Pattern.compile("(\\S+)(?:\\s+after\\s+(\\S.*))?");
  private static final String NOTHING = "nothing";

  Plan {
    Map<String, Set<String>> copy = new LinkedHashMap<>();
    needs.forEach((name, others) -> copy.put(name, Set.copyOf(others)));
    needs = copy;
  }

  /// @throws Settings.Refused naming file, key, value and remedy
  static Plan of(Settings settings, String key) {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    String before = "";
    for (String entry : settings.list(key)) {
      Matcher parts = ENTRY.matcher(entry);
      if (!parts.matches()) {
        throw settings.refuse(
            key,
            "'" + entry + "' can't be read",
            "write NAME, or NAME after OTHER, or NAME after OTHER and ANOTHER");
      }
      String name = parts.group(1);
      if (needs.containsKey(name)) {
        throw settings.refuse(key, settings.list(key) + " names one twice", "name each once");
      }
      Set<String> others = before.isEmpty() ? Set.of() : Set.of(before);
      if (parts.group(2) != null) {
        others = new LinkedHashSet<>(Arrays.asList(parts.group(2).strip().split("\\s+and\\s+")));
        if (others.equals(Set.of(NOTHING))) {
          others = Set.of();
        }
      }
      if (others.contains(name)) {
        throw settings.refuse(
            key, "'" + entry + "' waits for itself", "name another one, or '" + NOTHING + "'");
      }
      needs.put(name, others);
      before = name;
    }
    Plan plan = new Plan(needs);
    plan.check(settings, key);
    return plan;
  }

  private void check(Settings settings, String key) {
    needs.forEach(
        (name, others) -> {
          for (String other : others) {
            if (!needs.containsKey(other)) {
              throw settings.refuse(
                  key,
                  "'%s after %s': there is no service %s here".formatted(name, other, other),
                  "name one of %s, several with 'and' between them, or '%s'"
                      .formatted(String.join(", ", needs.keySet()), NOTHING));
            }
          }
        });
    Set<String> circle = new LinkedHashSet<>(needs.keySet());
    while (circle.removeIf(name -> needs.get(name).stream().noneMatch(circle::contains))) {
      // until only those are left that wait for each other, or for one that does
    }
    if (!circle.isEmpty()) {
      throw settings.refuse(
          key,
          "%s wait for each other, so that none can start".formatted(String.join(", ", circle)),
          "let one of them start first: '%s after %s'"
              .formatted(circle.iterator().next(), NOTHING));
    }
  }

  List<String> names() {
    return List.copyOf(needs.keySet());
  }

  /// {@return those that need it, directly, each of which has to stop before it does}
  Set<String> neededBy(String name) {
    Set<String> all = new LinkedHashSet<>();
    needs.forEach(
        (other, theirs) -> {
          if (theirs.contains(name)) {
            all.add(other);
          }
        });
    return all;
  }

  /// {@return the service and whatever needs it, directly or not}
  Set<String> with(String name) {
    Set<String> all = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(name));
    while (!open.isEmpty()) {
      String next = open.poll();
      if (needs.containsKey(next) && all.add(next)) {
        open.addAll(neededBy(next));
      }
    }
    return inOrder(all);
  }

  private Set<String> inOrder(Collection<String> some) {
    Set<String> sorted = new LinkedHashSet<>(needs.keySet());
    sorted.retainAll(some);
    return sorted;
  }
}

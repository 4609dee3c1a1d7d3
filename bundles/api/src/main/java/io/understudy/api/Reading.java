package io.understudy.api;

import io.understudy.api.SettingsCheck.Objection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a configuration key by key and collects what is wrong with it, instead of ending at the
/// first.
public final class Reading {
  private final Map<String, ?> settings;
  private final List<Objection> objections = new ArrayList<>();

  public Reading(Map<String, ?> settings) {
    this.settings = settings;
  }

  /// @param parse throws [IllegalArgumentException] for what it does not take
  /// @return null if it is missing or wrong; then there is an objection
  public <T> @Nullable T required(String key, String remedy, Function<String, T> parse) {
    String text = text(key);
    if (text.isEmpty()) {
      object(key, "it is missing", remedy);
      return null;
    }
    return parsed(key, text, remedy, parse);
  }

  public <T> @Nullable T optional(
      String key, T otherwise, String remedy, Function<String, T> parse) {
    String text = text(key);
    return text.isEmpty() ? otherwise : parsed(key, text, remedy, parse);
  }

  public void object(String key, String what, String remedy) {
    objections.add(new Objection(key, what, remedy));
  }

  public List<Objection> objections() {
    return List.copyOf(objections);
  }

  /// @throws IllegalArgumentException if there are objections; names the PID and all of them
  public void refuse() {
    if (objections.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder(String.valueOf(settings.get("service.pid")));
    for (Objection each : objections) {
      text.append(": %s: %s; %s".formatted(each.key(), each.what(), each.remedy()));
    }
    throw new IllegalArgumentException(text.toString());
  }

  private String text(String key) {
    Object value = settings.get(key);
    if (value instanceof Object[] several) {
      return String.join(",", Arrays.stream(several).map(Object::toString).toList());
    }
    return value == null ? "" : value.toString().strip();
  }

  private <T> @Nullable T parsed(
      String key, String text, String remedy, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException wrong) {
      object(key, "'%s' can't be used: %s".formatted(text, wrong.getMessage()), remedy);
      return null;
    }
  }
}

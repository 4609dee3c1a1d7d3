package io.understudy.settings;

import io.understudy.api.SettingsCheck;
import io.understudy.api.SettingsCheck.Objection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Collects what speaks against settings: their description, and the checks of the bundles that
/// take them.
final class Judge {
  private record Entry(String kind, SettingsCheck check) {}

  private final Function<String, Optional<Shape>> shapes;
  private final List<Entry> checks = new CopyOnWriteArrayList<>();

  /// @param shapes by PID or factory PID
  Judge(Function<String, Optional<Shape>> shapes) {
    this.shapes = shapes;
  }

  void add(String kind, SettingsCheck check) {
    checks.add(new Entry(kind, check));
  }

  void remove(SettingsCheck check) {
    checks.removeIf(entry -> entry.check() == check);
  }

  /// {@return whether anybody knows these settings}
  boolean knows(Names names) {
    return hasCheck(names) || shapes.apply(names.kind()).isPresent();
  }

  /// {@return whether the bundle that takes these settings has said how to check them} It comes a
  /// moment after the component that takes them; what is accepted before that isn't proven good.
  boolean hasCheck(Names names) {
    return checks(names).findAny().isPresent();
  }

  /// {@return objections, at most one for a key where a check speaks of it}
  List<Objection> objections(Names names, Map<String, ?> settings) {
    Map<String, Object> told = new TreeMap<>(settings);
    told.put("service.pid", names.pid());
    List<Objection> all =
        new ArrayList<>(checks(names).flatMap(entry -> ask(entry, told)).toList());
    Set<String> said = all.stream().map(Objection::key).collect(Collectors.toSet());
    shapes
        .apply(names.kind())
        .ifPresent(
            shape ->
                shape.objections(settings).stream()
                    .filter(objection -> !said.contains(objection.key()))
                    .forEach(all::add));
    return all;
  }

  /// {@return what the bundle that takes settings of this kind offers for some keys}
  Map<String, List<String>> choices(String kind) {
    Map<String, List<String>> all = new TreeMap<>();
    checks.stream()
        .filter(entry -> entry.kind().equals(kind))
        .forEach(entry -> all.putAll(entry.check().choices()));
    return all;
  }

  private Stream<Entry> checks(Names names) {
    return checks.stream().filter(entry -> entry.kind().equals(names.kind()));
  }

  private static Stream<Objection> ask(Entry entry, Map<String, Object> settings) {
    try {
      return entry.check().check(settings).stream();
    } catch (RuntimeException unexpected) {
      return Stream.of(
          new Objection("(all)", "can't be checked: " + unexpected, "look at the values"));
    }
  }
}

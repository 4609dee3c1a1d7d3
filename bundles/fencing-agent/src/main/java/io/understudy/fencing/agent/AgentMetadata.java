package io.understudy.fencing.agent;

import io.understudy.api.SettingsCheck.Objection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What an agent says of itself.
///
/// @param summary what it is, in a line
record AgentMetadata(String summary, List<Parameter> parameters) {
  /// Said by this program, or of no use without a person.
  private static final Set<String> HIDDEN = Set.of("action", "option", "help", "version");

  /// The old name of a password.
  private static final String OLD_PASSWORD = "passwd";

  /// @param type as the agent calls it: string, boolean, integer, second, select
  /// @param otherwise its default; empty if there is none
  /// @param options all values there are; empty if it isn't a choice
  record Parameter(
      String name,
      String type,
      boolean required,
      boolean deprecated,
      String otherwise,
      List<String> options,
      String words) {}

  /// {@return what an administrator may set}
  List<Parameter> settable() {
    return parameters.stream()
        .filter(one -> !HIDDEN.contains(one.name()) && !one.deprecated())
        .toList();
  }

  /// {@return by which name the agent takes a secret; empty if it doesn't}
  Optional<String> secret(String name) {
    if (has(name)) {
      return Optional.of(name);
    }
    return name.equals(Secrets.PASSWORD) && has(OLD_PASSWORD)
        ? Optional.of(OLD_PASSWORD)
        : Optional.empty();
  }

  private boolean has(String name) {
    return parameters.stream().anyMatch(one -> same(one.name(), name));
  }

  /// Agents take hyphens for underscores.
  private static boolean same(String one, String other) {
    return one.replace('-', '_').equals(other.replace('-', '_'));
  }

  /// {@return what speaks against parameters and the names of secrets}
  List<Objection> objections(Map<String, String> given, Set<String> secrets) {
    List<Objection> objections = new ArrayList<>();
    for (String name : given.keySet()) {
      if (!has(name) && !name.equals("nodename")) {
        objections.add(
            new Objection("parameters", "the agent knows no '%s'".formatted(name), known()));
      }
    }
    for (String name : secrets) {
      if (secret(name).isEmpty()) {
        objections.add(
            new Objection(
                "passwordFile", "the agent knows no '%s'".formatted(name), "leave it out"));
      }
    }
    Set<String> all = new TreeSet<>(given.keySet());
    secrets.forEach(name -> secret(name).ifPresent(all::add));
    for (Parameter one : settable()) {
      if (one.required()
          && one.otherwise().isEmpty()
          && all.stream().noneMatch(name -> same(name, one.name()) || isOldNameOf(one, name))) {
        objections.add(
            new Objection(
                Parameters.isSecret(one.name()) ? "passwordFile" : "parameters",
                "'%s' is missing".formatted(one.name()),
                "the agent needs it: " + one.words()));
      }
    }
    for (Parameter one : settable()) {
      String value = given.get(one.name());
      if (value != null && !one.options().isEmpty() && !one.options().contains(value)) {
        objections.add(
            new Objection(
                "parameters",
                "'%s' can't be '%s'".formatted(one.name(), value),
                "use " + String.join(" or ", one.options())));
      }
    }
    return objections;
  }

  /// An agent that renamed a parameter says the same of the old and the new one.
  private boolean isOldNameOf(Parameter one, String name) {
    return parameters.stream()
        .anyMatch(
            old -> old.deprecated() && same(old.name(), name) && old.words().equals(one.words()));
  }

  private String known() {
    return "it knows " + settable().stream().map(Parameter::name).collect(Collectors.joining(", "));
  }
}

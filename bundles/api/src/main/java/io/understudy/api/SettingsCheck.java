package io.understudy.api;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/// Says whether a configuration would be accepted, without carrying it out. Registered by each
/// bundle for each of its PIDs with the service property [#PID]. The settings guard asks it before
/// a component sees an edit; where it objects, the component keeps what it had.
///
/// What metatype can say (unknown keys, types, ranges) the guard checks by itself.
@ConsumerType
public interface SettingsCheck {
  /// Service property: the PID or factory PID that this check is for.
  String PID = "understudy.pid";

  /// One objection to one key.
  ///
  /// @param key the key in the .cfg file
  /// @param what what is wrong, naming the value
  /// @param remedy what would be right
  record Objection(String key, String what, String remedy) {}

  /// @param settings keys and values as Config Admin holds them
  /// @return objections; empty if the configuration is good
  List<Objection> check(Map<String, Object> settings);

  /// What may be chosen just now for some keys, which forms show as a list: interfaces, agents.
  /// Another value isn't refused for that. Must not wait.
  ///
  /// @return by key; keys that aren't there are free
  default Map<String, List<String>> choices() {
    return Map.of();
  }
}

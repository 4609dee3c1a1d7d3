package io.understudy.alarms;

import io.understudy.api.ClusterEvent;
import io.understudy.api.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// What a receiver gets.
///
/// @param id the same if it is sent again because nobody knows whether it arrived
/// @param kind `raised`, `reminder`, `cleared`, `event` or `test`
/// @param node that tells it
/// @param severity `note`, `warning` or `alarm`
/// @param subject of the problem; of an event its kind and group
/// @param text what is wrong, or has happened: one line
/// @param remedy what to do; may be empty
record Message(
    String id,
    String kind,
    String node,
    String severity,
    String subject,
    String text,
    String remedy,
    Instant at) {

  static Message of(String kind, String node, Problem problem, Instant at) {
    return made(
        kind,
        node,
        problem.severity().name().toLowerCase(Locale.ROOT),
        problem.subject(),
        problem.what(),
        problem.remedy(),
        at);
  }

  static Message of(ClusterEvent event) {
    String subject = (event.kind() + " " + event.group()).strip();
    return made("event", event.node().name(), "warning", subject, event.text(), "", event.at());
  }

  static Message test(String node, Instant at) {
    return made("test", node, "note", "test", "this is a test of the alarms", "", at);
  }

  private static Message made(
      String kind,
      String node,
      String severity,
      String subject,
      String text,
      String remedy,
      Instant at) {
    return new Message(
        UUID.randomUUID().toString(),
        kind,
        node,
        severity,
        line(subject),
        line(text),
        line(remedy),
        at);
  }

  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  Map<String, Object> json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", id);
    map.put("kind", kind);
    map.put("node", node);
    map.put("severity", severity);
    map.put("subject", subject);
    map.put("text", text);
    map.put("remedy", remedy);
    map.put("at", at.toString());
    return map;
  }

  /// @throws RuntimeException if something is missing or malformed
  static Message of(Map<?, ?> json) {
    return new Message(
        word(json, "id"),
        word(json, "kind"),
        word(json, "node"),
        word(json, "severity"),
        word(json, "subject"),
        word(json, "text"),
        word(json, "remedy"),
        Instant.parse(word(json, "at")));
  }

  static String word(Map<?, ?> json, String key) {
    if (json.get(key) instanceof String word) {
      return word;
    }
    throw new IllegalArgumentException(key + " is missing");
  }
}

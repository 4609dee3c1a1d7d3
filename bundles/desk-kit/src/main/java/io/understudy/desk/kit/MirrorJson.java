package io.understudy.desk.kit;

import io.understudy.api.mirror.Mirrors;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The mirror rules in `status --json`, and `quarantine list --json`. Keys are only ever added.
public final class MirrorJson {
  private MirrorJson() {}

  public static Map<String, Object> rule(Mirrors.RuleView rule) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rule", rule.name());
    all.put("group", rule.group().name());
    all.put("path", rule.path().toString());
    all.put("interval", rule.interval());
    all.put("strategy", rule.strategy());
    all.put("direction", rule.direction().name().toLowerCase(Locale.ROOT));
    all.put("copies", rule.copies().stream().map(MirrorJson::copy).toList());
    rule.objection().ifPresent(why -> all.put("objection", why));
    return all;
  }

  private static Map<String, Object> copy(Mirrors.CopyView copy) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("node", copy.node().name());
    all.put("state", copy.state());
    all.put("dirty", copy.dirty());
    put(all, "oldest", copy.oldest());
    all.put("names", copy.names());
    copy.comparing().ifPresent(files -> all.put("comparing", files));
    all.put("files", copy.files());
    all.put("bytesSent", copy.bytesSent());
    all.put("bytesRead", copy.bytesRead());
    all.put("processorMs", copy.processor().toNanos() / 1e6);
    put(all, "lastPass", copy.lastPass());
    return all;
  }

  private static void put(Map<String, Object> all, String key, Optional<Instant> at) {
    at.ifPresent(instant -> all.put(key, instant.toString()));
  }

  public static Map<String, Object> quarantine(List<Mirrors.Quarantined> files) {
    return Map.of("quarantine", files.stream().map(MirrorJson::quarantined).toList());
  }

  private static Map<String, Object> quarantined(Mirrors.Quarantined file) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("id", file.id());
    all.put("rule", file.rule());
    all.put("path", file.path());
    all.put("size", file.size());
    all.put("modified", file.modified().toString());
    all.put("since", file.since().toString());
    return all;
  }
}

package io.understudy.desk.kit;

import io.understudy.api.Safety;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answers of `safety --json` and of the API. Keys are only ever added.
public final class SafetyJson {
  private SafetyJson() {}

  public static Map<String, Object> safety(Safety safety) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("takeoverMs", StatusJson.millis(safety.takeover()));
    all.put("parts", safety.parts().stream().map(SafetyJson::part).toList());
    all.put("besides", safety.besides());
    all.put("chances", safety.chances());
    all.put("loss", safety.loss());
    all.put("falsePerDay", safety.falsePerDay());
    all.put("guarantee", StatusJson.guarantee(safety.guarantee()));
    return all;
  }

  private static Map<String, Object> part(Safety.Part part) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("what", part.what());
    all.put("lengthMs", StatusJson.millis(part.length()));
    all.put("decides", part.decides());
    return all;
  }
}

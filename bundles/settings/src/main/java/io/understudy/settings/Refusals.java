package io.understudy.settings;

import io.understudy.api.Problem;
import io.understudy.api.SettingsCheck.Objection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settings that are refused just now. Each is logged once, when it begins and when it ends.
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /// What a refusal means for whoever takes the settings.
  enum Consequence {
    /// It goes on with the settings that it had.
    LAST_GOOD("the last good settings stay"),
    /// There are none; it doesn't work until the file is mended.
    NONE("there are no good ones to fall back on, so this part doesn't work");

    private final String text;

    Consequence(String text) {
      this.text = text;
    }
  }

  private record Refusal(Names names, List<Objection> objections, Consequence consequence) {}

  private final Map<String, Refusal> refused = new TreeMap<>();

  synchronized void refuse(Names names, List<Objection> objections, Consequence consequence) {
    Refusal refusal = new Refusal(names, List.copyOf(objections), consequence);
    if (!refusal.equals(refused.put(names.pid(), refusal))) {
      for (Objection objection : objections) {
        LOG.error(
            "{}: {}: {}; {} ({})",
            names.file(),
            objection.key(),
            objection.what(),
            objection.remedy(),
            consequence.text);
      }
    }
  }

  synchronized void accept(Names names) {
    if (refused.remove(names.pid()) != null) {
      LOG.info("{}: accepted", names.file());
    }
  }

  synchronized void forget(String pid) {
    refused.remove(pid);
  }

  synchronized List<Problem> problems() {
    return refused.values().stream().flatMap(Refusals::problems).toList();
  }

  private static Stream<Problem> problems(Refusal refusal) {
    return refusal.objections().stream()
        .map(
            objection ->
                new Problem(
                    refusal.consequence() == Consequence.NONE
                        ? Problem.Severity.ALARM
                        : Problem.Severity.WARNING,
                    refusal.names().file() + ": " + objection.key(),
                    objection.what() + " (" + refusal.consequence().text + ")",
                    objection.remedy()));
  }
}

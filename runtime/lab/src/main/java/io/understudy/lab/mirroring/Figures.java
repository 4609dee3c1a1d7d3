package io.understudy.lab.mirroring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// What was measured, of each contender, run after run.
final class Figures {
  private final Map<Figure, Map<String, List<double[]>>> values = new LinkedHashMap<>();
  private final Map<Figure, Map<String, String>> remarks = new LinkedHashMap<>();
  private final Set<String> contenders = new LinkedHashSet<>();

  void add(Figure figure, String contender, double... measured) {
    contenders.add(contender);
    values
        .computeIfAbsent(figure, made -> new LinkedHashMap<>())
        .computeIfAbsent(contender, made -> new ArrayList<>())
        .add(measured);
    System.err.printf("%s: %s: %s%n", contender, figure.title(), figure.text(measured));
  }

  /// Says more about a figure than numbers do; the last word stays.
  void remark(Figure figure, String contender, String text) {
    contenders.add(contender);
    values.computeIfAbsent(figure, made -> new LinkedHashMap<>());
    remarks.computeIfAbsent(figure, made -> new LinkedHashMap<>()).put(contender, text);
    System.err.printf("%s: %s: %s%n", contender, figure.title(), text);
  }

  /// {@return whether a contender kept to all that is asked, in the median}
  boolean kept(String contender) {
    return values.entrySet().stream()
        .filter(row -> row.getValue().containsKey(contender))
        .allMatch(row -> row.getKey().keptBy(median(row.getValue().get(contender))));
  }

  private static double[] median(List<double[]> runs) {
    return IntStream.range(0, runs.getFirst().length)
        .mapToDouble(
            i -> runs.stream().mapToDouble(run -> run[i]).sorted().toArray()[runs.size() / 2])
        .toArray();
  }

  /// {@return the medians, as a table in Markdown}
  String table() {
    StringBuilder table = new StringBuilder("| figure | ");
    contenders.forEach(name -> table.append(name).append(" | "));
    table.append("asked for |\n|").append(" --- |".repeat(contenders.size() + 2));
    values.forEach(
        (figure, row) -> {
          table.append("\n| ").append(figure.title()).append(" | ");
          for (String name : contenders) {
            List<double[]> runs = row.getOrDefault(name, List.of());
            String remark = remarks.getOrDefault(figure, Map.of()).getOrDefault(name, "");
            table
                .append(runs.isEmpty() ? "" : figure.text(median(runs)))
                .append(remark.isEmpty() ? "" : (runs.isEmpty() ? "" : ", ") + remark)
                .append(" | ");
          }
          table.append(figure.asked()).append(" |");
        });
    return table.toString();
  }
}

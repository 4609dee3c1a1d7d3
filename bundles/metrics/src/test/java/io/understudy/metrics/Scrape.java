package io.understudy.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a scrape, read strictly.
///
/// @param values by series, as it is written
/// @param names of all series, `_bucket` and the like included
record Scrape(String text, Map<String, Double> values, Set<String> names) {
  private static final Pattern LINE =
      Pattern.compile(
          "([a-z_][a-z0-9_]*)(\\{[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\""
              + "(?:,[a-z_]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\")*\\})? ([-+0-9.eEInf]+)");
  private static final Pattern ABOUT =
      Pattern.compile("# (HELP|TYPE|UNIT) ([a-z_][a-z0-9_]*) (\\S.*)");

  static Scrape of(MetricsServlet servlet) throws IOException {
    return of(servlet, PrometheusTextFormatWriter.create());
  }

  static Scrape of(MetricsServlet servlet, ExpositionFormatWriter writer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out, servlet.numbers(DummyCluster.BEGAN));
    return read(out.toString(StandardCharsets.UTF_8));
  }

  private static Scrape read(String text) {
    Map<String, Double> values = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    Set<String> about = new TreeSet<>();
    assertTrue(text.endsWith("\n"), "the last line ends");
    for (String line : text.split("\n")) {
      if (line.equals("# EOF")) {
        continue;
      }
      Matcher comment = ABOUT.matcher(line);
      if (comment.matches()) {
        assertTrue(about.add(comment.group(1) + comment.group(2)), "twice: " + line);
        continue;
      }
      Matcher series = LINE.matcher(line);
      assertTrue(series.matches(), "no series: " + line);
      String key = line.substring(0, series.start(3) - 1);
      double value = Double.parseDouble(series.group(3).replace("+Inf", "Infinity"));
      assertEquals(null, values.put(key, value), "twice: " + line);
      names.add(series.group(1));
    }
    return new Scrape(text, values, names);
  }
}

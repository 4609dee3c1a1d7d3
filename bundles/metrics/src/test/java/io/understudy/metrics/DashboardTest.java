package io.understudy.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.understudy.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the dashboard and the alert rules ask for is there.
class DashboardTest {
  private static final Path FILES = Path.of("../../docs/grafana");
  private static final Pattern NAME = Pattern.compile("\\b(understudy|process|jvm)_[a-z_]+");

  @ParameterizedTest
  @ValueSource(strings = {"understudy.json", "alerts.yml"})
  void everyMetricThatItNamesExists(String file) throws IOException {
    DummyCluster cluster = new DummyCluster();
    cluster.problems.add(new Problem(Problem.Severity.ALARM, "group web", "down", "look"));
    cluster.happen(
        1, 0, "claimed", "owner with term 3, b is silent for 257 ms and the devices agree");
    MetricsServlet servlet = new MetricsServlet();
    servlet.bindCluster(cluster);
    servlet.bindMirrors(new DummyMirrors());
    Set<String> there = Scrape.of(servlet).names();
    Set<String> missing = new TreeSet<>();
    Matcher names = NAME.matcher(Files.readString(FILES.resolve(file)));
    int found = 0;
    while (names.find()) {
      found++;
      if (!there.contains(names.group())) {
        missing.add(names.group());
      }
    }
    assertTrue(found >= 5, "names " + found);
    assertEquals(Set.of(), missing);
  }

  @Test
  void theDashboardIsJson() throws IOException {
    var dashboard = JSON.std.mapFrom(Files.readString(FILES.resolve("understudy.json")));
    assertEquals("Understudy", dashboard.get("title"));
  }
}

package io.understudy.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.understudy.api.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final DummyCluster cluster = new DummyCluster();
  private final MetricsServlet servlet = new MetricsServlet();

  @BeforeEach
  void bind() {
    servlet.bindCluster(cluster);
    servlet.bindMirrors(new DummyMirrors());
  }

  private double value(String series) throws IOException {
    Scrape scrape = Scrape.of(servlet);
    return scrape.values().getOrDefault(series, Double.NaN);
  }

  @Test
  void whatTheEngineShowsIsThereInBaseUnits() throws IOException {
    assertEquals(1, value("understudy_group_owner{group=\"web\"}"));
    assertEquals(0.198, value("understudy_lease_remaining_seconds{group=\"web\"}"));
    assertEquals(0.1, value("understudy_path_loss_ratio{path=\"lan\",peer=\"b\"}"));
    assertEquals(9.0e-5, value("understudy_path_latency_seconds{path=\"lan\",peer=\"b\"}"));
    assertEquals(90, value("understudy_path_beats_received_total{path=\"lan\",peer=\"b\"}"));
    assertEquals(1, value("understudy_build_info{node=\"a\",version=\"0.1.0\"}"));
    assertEquals(1, value("understudy_guarantee{level=\"best_effort\"}"));
    assertEquals(0, value("understudy_fence_test_success{fence=\"strip\",victim=\"b\"}"));
    assertEquals(
        1, value("understudy_service_status{group=\"web\",service=\"nginx\",status=\"running\"}"));
  }

  @Test
  void whatIsNotKnownIsLeftOut() throws IOException {
    String text = Scrape.of(servlet).text();
    assertFalse(text.contains("understudy_device_latency_seconds"), text);
    assertFalse(text.contains("fence=\"new\""), text);
  }

  @Test
  void aMirrorThatIsBehindHasALag() throws IOException {
    assertEquals(3, value("understudy_mirror_lag_seconds{group=\"web\",node=\"b\",rule=\"mail\"}"));
    assertEquals(
        1.5, value("understudy_mirror_cpu_seconds_total{group=\"web\",node=\"b\",rule=\"mail\"}"));
  }

  @Test
  void aTakeoverIsCountedOnceWithItsCauseAndTime() throws IOException {
    assertEquals(0, value("understudy_takeovers_total{group=\"web\",reason=\"failure\"}"));
    cluster.happen(
        1, 0, "claimed", "owner with term 3, b is silent for 257 ms and the devices agree");
    assertEquals(1, value("understudy_takeovers_total{group=\"web\",reason=\"failure\"}"));
    cluster.happen(2, 20, "started", "its services run");
    cluster.happen(3, 900, "claimed", "owner with term 5, granted by b");
    cluster.happen(4, 950, "started", "its services run");
    assertEquals(1, value("understudy_takeovers_total{group=\"web\",reason=\"failure\"}"));
    assertEquals(1, value("understudy_takeovers_total{group=\"web\",reason=\"handover\"}"));
    assertEquals(2, value("understudy_events_total{kind=\"claimed\"}"));
    assertEquals(1, value("understudy_takeover_duration_seconds_count"));
    assertEquals(0.277, value("understudy_takeover_duration_seconds_sum"), 1e-9);
    assertEquals(0, value("understudy_takeover_duration_seconds_bucket{le=\"0.2\"}"));
    assertEquals(1, value("understudy_takeover_duration_seconds_bucket{le=\"0.3\"}"));
  }

  @Test
  void anEngineThatBeganAnewCountsOn() throws IOException {
    cluster.happen(7, 0, "held", "by root");
    assertEquals(1, value("understudy_events_total{kind=\"held\"}"));
    cluster.history.clear();
    cluster.incarnation = 43;
    cluster.happen(1, 10, "held", "by root");
    assertEquals(2, value("understudy_events_total{kind=\"held\"}"));
  }

  @Test
  void problemsAreEscapedAndBounded() throws IOException {
    for (int i = 0; i < 500; i++) {
      cluster.problems.add(
          new Problem(Problem.Severity.WARNING, "file \"x\\y\"\n" + i, "what", "remedy"));
    }
    Scrape scrape = Scrape.of(servlet);
    assertEquals(500, scrape.values().get("understudy_problems{severity=\"warning\"}"));
    assertEquals(0, scrape.values().get("understudy_problems{severity=\"alarm\"}"));
    long series =
        scrape.values().keySet().stream()
            .filter(key -> key.startsWith("understudy_problem{"))
            .count();
    assertEquals(Families.MOST, series);
  }

  @Test
  void withoutAnEngineThereIsStillAnAnswer() throws IOException {
    servlet.unbindCluster(cluster);
    assertEquals(0, value("understudy_engine_up"));
    assertTrue(value("process_resident_memory_bytes") > 1 << 20);
    assertTrue(value("process_cpu_seconds_total") > 0);
  }

  @Test
  void openMetricsNamesTheUnits() throws IOException {
    String text = Scrape.of(servlet, OpenMetricsTextFormatWriter.create()).text();
    assertTrue(text.contains("# UNIT understudy_lease_seconds seconds\n"), text);
    assertTrue(text.contains("# UNIT understudy_path_loss_ratio ratio\n"), text);
    assertTrue(text.endsWith("# EOF\n"), text);
  }

  /// What it leaves is for `promtool check metrics`.
  @Test
  void theWholeIsKeptAsAnExample() throws IOException {
    cluster.happen(
        1, 0, "claimed", "owner with term 3, b is silent for 257 ms and the devices agree");
    cluster.happen(2, 20, "started", "its services run");
    Path file = Path.of("target/metrics.txt");
    Files.writeString(file, Scrape.of(servlet).text());
    assertTrue(Files.size(file) > 4000);
  }
}

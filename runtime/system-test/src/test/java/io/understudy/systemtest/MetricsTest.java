package io.understudy.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.understudy.lab.Node;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What Prometheus gets from two nodes, before and after a group moves.
class MetricsTest extends PlayedOnStage {
  private Desk owning;
  private Desk waiting;

  @BeforeAll
  void openDesks() throws Exception {
    stage.calm();
    owning = Desk.open(owner()).choosePassword();
    waiting = Desk.open(standby()).choosePassword();
  }

  @Test
  void bothNodesTellWhoOwnsTheGroupAndHowOftenItCame() throws Exception {
    Node to = waiting.node();
    assertEquals(401, owning.send(owning.request("/metrics")).statusCode());
    String before = scrape(owning);
    assertTrue(before.contains("understudy_group_owner{group=\"web\"} 1.0\n"), before);
    assertTrue(before.contains("understudy_peer_contact{peer=\"" + to.name() + "\"} 1.0\n"));
    assertTrue(before.contains("\nprocess_resident_memory_bytes "), before);
    String aside = scrape(waiting);
    assertTrue(aside.contains("understudy_group_owner{group=\"web\"} 0.0\n"), aside);
    double came = handovers(aside);

    assertEquals(200, handover(owning, to).statusCode());
    Awaitility.await().until(() -> stage.contender().owner().equals(Optional.of(to)));
    Awaitility.await().until(() -> handovers(scrape(waiting)) == came + 1);
    String after = scrape(owning);
    assertTrue(after.contains("understudy_group_owner{group=\"web\"} 0.0\n"), after);
  }

  @Test
  void openMetricsIsGivenToThoseWhoAcceptItAndNobodyPosts() throws Exception {
    HttpResponse<String> answer =
        owning.send(
            owning.asOperator("/metrics").header("Accept", "application/openmetrics-text;q=0.9"));
    assertTrue(
        answer.headers().firstValue("Content-Type").orElse("").contains("openmetrics-text"),
        answer.headers().toString());
    assertTrue(answer.body().endsWith("# EOF\n"), answer.body());
    assertEquals(
        405,
        owning
            .send(owning.asOperator("/metrics").POST(HttpRequest.BodyPublishers.ofString("x")))
            .statusCode());
  }

  private static String scrape(Desk desk) throws IOException {
    HttpResponse<String> answer = desk.send(desk.asOperator("/metrics"));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        answer.headers().firstValue("Content-Type").orElse("").replace(";c", "; c"));
    return answer.body();
  }

  private static double handovers(String text) {
    String series = "understudy_takeovers_total{group=\"web\",reason=\"handover\"} ";
    return text.lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .findFirst()
        .orElse(-1);
  }

  private static HttpResponse<String> handover(Desk desk, Node to) throws IOException {
    return desk.order("handover", "{\"group\":\"web\",\"to\":\"%s\"}".formatted(to.name()));
  }
}

package io.understudy.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.understudy.api.Cluster;
import io.understudy.api.ClusterView;
import io.understudy.api.mirror.Mirrors;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/// Answers a scrape: the Prometheus text format 0.0.4, or OpenMetrics 1.0 to those who accept it.
/// The numbers are those that `status` shows, read as they are; nothing is measured for a scrape.
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=understudy)",
      "osgi.http.whiteboard.servlet.pattern=/metrics"
    })
public final class MetricsServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final String VIEWER = "viewer";

  /// As many as the engine keeps.
  private static final int EVENTS = 1000;

  private final transient PrometheusTextFormatWriter plain = PrometheusTextFormatWriter.create();
  private final transient OpenMetricsTextFormatWriter open = OpenMetricsTextFormatWriter.create();
  private final transient Takeovers takeovers = new Takeovers();
  private transient volatile @Nullable Cluster cluster;
  private transient volatile @Nullable Mirrors mirrors;

  @Activate
  public MetricsServlet() {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.isUserInRole(VIEWER)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN, "this takes the role viewer");
      return;
    }
    ExpositionFormatWriter writer = open.accepts(request.getHeader("Accept")) ? open : plain;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, numbers(Instant.now()));
    response.setContentType(writer.getContentType());
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(text.size());
    text.writeTo(response.getOutputStream());
  }

  MetricSnapshots numbers(Instant now) {
    Families families = new Families();
    Optional<Cluster> engine = Optional.ofNullable(cluster);
    families
        .gauge("understudy_engine_up", "1: the engine is there; 0: it is replaced, or refused.")
        .is(engine.isPresent());
    engine.ifPresent(
        present -> {
          ClusterView view = present.view();
          new ClusterNumbers(families).add(view);
          view.groups().forEach(group -> takeovers.know(group.group().name()));
          takeovers.read(view.incarnation(), present.events(EVENTS));
        });
    takeovers.add(families);
    Optional.ofNullable(mirrors)
        .ifPresent(present -> new MirrorNumbers(families).add(present.rules(), now));
    ProcessNumbers.add(families);
    return families.snapshots();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCluster(Cluster service) {
    cluster = service;
  }

  void unbindCluster(Cluster service) {
    if (cluster == service) {
      cluster = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindMirrors(Mirrors service) {
    mirrors = service;
  }

  void unbindMirrors(Mirrors service) {
    if (mirrors == service) {
      mirrors = null;
    }
  }
}

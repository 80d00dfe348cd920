package org.estats.server.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.estats.server.http.Answer;
import org.estats.server.http.Question;
import org.estats.server.http.Route;

/// Metrics for Prometheus: OpenMetrics for whoever says that it takes that, as Prometheus does;
/// else the older format.
public final class MetricsRoute {

  private final Metrics metrics;
  private final ExpositionFormatWriter open =
      OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(false).build();
  private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.builder().build();

  /// The route of some metrics.
  public MetricsRoute(Metrics metrics) {
    this.metrics = metrics;
  }

  /// The route.
  public Route route() {
    return Route.get("/metrics", (q, n, a) -> answer(q, a));
  }

  private void answer(Question question, Answer answer) throws IOException {
    String accept = question.header("Accept").orElse("");
    ExpositionFormatWriter writer = accept.contains("application/openmetrics-text") ? open : plain;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    writer.write(bytes, metrics.collect());
    answer.send(200, writer.getContentType(), bytes.toByteArray());
  }
}

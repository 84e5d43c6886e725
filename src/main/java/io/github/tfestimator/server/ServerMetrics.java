package io.github.tfestimator.server;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.bytedeco.javacpp.Pointer;

/**
 * Counters of a server, under TensorFlow Serving's names where it has one, as {@code g3doc/metrics}
 * lists them, and the JVM's own.
 */
final class ServerMetrics {
  private static final String PREFIX = ":tensorflow:serving:";
  private static final double FIRST_BOUND = 10;
  private static final double BOUND_FACTOR = 1.8;
  private static final int BOUNDS = 33;
  private static final int NANOS_PER_MICRO = 1_000;

  private record Requests(String model, String status) {}

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Map<Requests, LongAdder> requestCounts = new ConcurrentHashMap<>();
  private final Histogram requestLatency =
      histogram("request_latency", "Microseconds to an answer", "model_name", "API", "entrypoint");
  private final Histogram runtimeLatency =
      histogram("runtime_latency", "Microseconds in the model", "model_name", "API", "runtime");

  ServerMetrics(Models models) {
    // A counter of the library's would be called request_count_total.
    registry.register(this::requestCounts);
    GaugeWithCallback.builder()
        .name("model_server_versions")
        .help("Versions that are loaded")
        .labelNames("model_name")
        .callback(
            to ->
                models
                    .all()
                    .forEach(
                        model ->
                            to.call(
                                model.versions().stream()
                                    .filter(ServedVersion::isAvailable)
                                    .count(),
                                model.name())))
        .register(registry);
    gauge(
        "model_server_memory_bytes",
        "Memory of the process, that of models outside the heap included",
        Pointer::physicalBytes);
    JvmMetrics.builder().register(registry);
  }

  /** Adds a number that is asked for when the metrics are read. */
  void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(to -> to.call(value.getAsDouble()))
        .register(registry);
  }

  private Histogram histogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicExponentialUpperBounds(FIRST_BOUND, BOUND_FACTOR, BOUNDS)
        .register(registry);
  }

  private MetricSnapshot requestCounts() {
    var snapshot =
        UnknownSnapshot.builder().name(PREFIX + "request_count").help("Requests by outcome");
    requestCounts.forEach(
        (requests, count) ->
            snapshot.dataPoint(
                UnknownSnapshot.UnknownDataPointSnapshot.builder()
                    .labels(Labels.of("model_name", requests.model(), "status", requests.status()))
                    .value(count.sum())
                    .build()));
    return snapshot.build();
  }

  /** Counts a request that a model was found for. */
  void countRequest(String model, ApiException.Code code) {
    requestCounts
        .computeIfAbsent(new Requests(model, code.name()), key -> new LongAdder())
        .increment();
  }

  /**
   * Records how long a request took that succeeded.
   *
   * @param api such as {@code predict}
   * @param entrypoint {@code REST} or {@code GRPC}
   */
  void recordLatency(String model, String api, String entrypoint, long nanos, long modelNanos) {
    requestLatency.labelValues(model, api, entrypoint).observe((double) nanos / NANOS_PER_MICRO);
    runtimeLatency.labelValues(model, api, "TF1").observe((double) modelNanos / NANOS_PER_MICRO);
  }

  /** Returns the content type of {@link #text}. */
  String contentType() {
    return writer.getContentType();
  }

  /** Returns all metrics in Prometheus' text format. */
  byte[] text() throws IOException {
    var out = new ByteArrayOutputStream();
    writer.write(out, registry.scrape());
    return out.toByteArray();
  }
}

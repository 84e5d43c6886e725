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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;
import org.bytedeco.javacpp.Pointer;

/**
 * Counters of a server, under TensorFlow Serving's names where it has one, as {@code g3doc/metrics}
 * lists them, and the JVM's own.
 */
final class ServerMetrics {
  private static final String PREFIX = ":tensorflow:serving:";

  /** The bounds of TensorFlow Serving's histograms: the first, the factor and the number. */
  private record Bounds(double first, double factor, int count) {
    static final Bounds LATENCY = new Bounds(10, 1.8, 33);
    static final Bounds QUEUING = new Bounds(100, 1.2, 52);
    static final Bounds BATCH_SIZE = new Bounds(1, 2, 11);
  }

  private static final String MODEL_NAME = "model_name";
  private static final int NANOS_PER_MICRO = 1_000;

  private record Requests(String model, String status) {}

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Map<Requests, LongAdder> requestCounts = new ConcurrentHashMap<>();
  private final Histogram requestLatency =
      histogram(
          "request_latency",
          "Microseconds to an answer",
          Bounds.LATENCY,
          MODEL_NAME,
          "API",
          "entrypoint");
  private final Histogram runtimeLatency =
      histogram(
          "runtime_latency",
          "Microseconds in the model",
          Bounds.LATENCY,
          MODEL_NAME,
          "API",
          "runtime");
  private final Histogram queuingLatency =
      histogram(
          "batching_session:queuing_latency",
          "Microseconds that requests wait for a micro-batch",
          Bounds.QUEUING,
          MODEL_NAME);
  private final Histogram batchSize =
      histogram(
          "batching_session:processed_batch_size",
          "Requests in a micro-batch",
          Bounds.BATCH_SIZE,
          MODEL_NAME);

  ServerMetrics() {
    // A counter of the library's would be called request_count_total.
    registry.register(this::requestCounts);
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

  /** Adds a number of each model that is asked for when the metrics are read. */
  void gauge(
      String name, String help, Collection<ServedModel> models, ToLongFunction<ServedModel> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(MODEL_NAME)
        .callback(to -> models.forEach(model -> to.call(value.applyAsLong(model), model.name())))
        .register(registry);
  }

  private Histogram histogram(String name, String help, Bounds bounds, String... labels) {
    return Histogram.builder()
        .name(PREFIX + name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicExponentialUpperBounds(bounds.first(), bounds.factor(), bounds.count())
        .register(registry);
  }

  private MetricSnapshot requestCounts() {
    var snapshot =
        UnknownSnapshot.builder().name(PREFIX + "request_count").help("Requests by outcome");
    requestCounts.forEach(
        (requests, count) ->
            snapshot.dataPoint(
                UnknownSnapshot.UnknownDataPointSnapshot.builder()
                    .labels(Labels.of(MODEL_NAME, requests.model(), "status", requests.status()))
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

  /**
   * Records a micro-batch.
   *
   * @param waits how long each of its requests waited
   */
  void recordBatch(String model, List<Duration> waits) {
    batchSize.labelValues(model).observe(waits.size());
    waits.forEach(
        wait ->
            queuingLatency.labelValues(model).observe((double) wait.toNanos() / NANOS_PER_MICRO));
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

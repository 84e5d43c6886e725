package io.github.tfestimator.server;

import io.github.tfestimator.serving.ServingConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The models of a server by name, and the thread that looks for their versions. */
final class Models {
  private final Map<String, ServedModel> byName = new LinkedHashMap<>();
  private final Duration pollInterval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "model-versions");

  /**
   * Makes models, which are loaded in the background.
   *
   * @param serving how each version is served, and the interval of looking for versions
   * @param metrics get the models' batches, queues and versions
   */
  Models(List<ModelConfig> configs, ServingConfig serving, ServerMetrics metrics) {
    for (ModelConfig config : configs) {
      var ofAVersion =
          new ServingConfig(
              serving.maxBatch(),
              serving.maxDelay(),
              Duration.ZERO,
              serving.warmsUp(),
              serving.session(),
              waits -> {
                metrics.recordBatch(config.name(), waits);
                serving.batchListener().onBatch(waits);
              });
      byName.put(config.name(), new ServedModel(config, ofAVersion));
    }
    metrics.gauge("model_server_versions", "Versions that are loaded", all(), Models::loaded);
    metrics.gauge(
        "model_server_queue_length",
        "Requests that wait for a micro-batch",
        all(),
        model -> model.versions().stream().mapToInt(ServedVersion::queueLength).sum());
    pollInterval = serving.pollInterval();
    thread.setDaemon(true);
    thread.start();
  }

  private static long loaded(ServedModel model) {
    return model.versions().stream().filter(ServedVersion::isAvailable).count();
  }

  /**
   * Returns a model.
   *
   * @throws ApiException if there is none of this name
   */
  ServedModel get(String name) {
    ServedModel model = byName.get(name);
    if (model == null) {
      throw ApiException.notFound("There is no model %s", JsonTensors.text(name));
    }
    return model;
  }

  /** Tells whether there is a model of a name. */
  boolean has(String name) {
    return byName.containsKey(name);
  }

  Collection<ServedModel> all() {
    return byName.values();
  }

  /** Tells whether each model has a version that is loaded and warm. */
  boolean areReady() {
    return byName.values().stream().allMatch(ServedModel::isReady);
  }

  private void run() {
    try {
      do {
        byName.values().forEach(ServedModel::poll);
      } while (!closed.await(pollInterval.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      // Nobody but the JVM's end interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the thread, and unloads all versions after their requests.
   *
   * @param timeout for both; a version whose request runs longer is freed by its end
   */
  void close(Duration timeout) throws InterruptedException {
    closed.countDown();
    long end = System.nanoTime() + timeout.toNanos();
    thread.join(millisUntil(end));
    var unloading =
        new Thread(() -> byName.values().forEach(ServedModel::unloadAll), "model-unloading");
    unloading.setDaemon(true);
    unloading.start();
    unloading.join(millisUntil(end));
    // Then it waits no longer.
    unloading.interrupt();
    unloading.join();
  }

  private static long millisUntil(long end) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
  }
}

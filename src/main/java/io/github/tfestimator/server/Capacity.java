package io.github.tfestimator.server;

import io.github.tfestimator.server.ApiException.Code;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** The room that a server has for requests that run a model, by REST and gRPC together. */
final class Capacity {
  /** All requests together may take this part of the heap; a body is held twice for a moment. */
  private static final long BUDGET = Runtime.getRuntime().maxMemory() / 4;

  private final int maxRequests;
  private final Semaphore free;
  private final AtomicLong budget = new AtomicLong(BUDGET);

  Capacity(Limits limits, ServerMetrics metrics) {
    maxRequests = limits.maxRequests();
    free = new Semaphore(maxRequests);
    metrics.gauge(
        "model_server_running_requests",
        "Requests that run or wait for the model",
        () -> maxRequests - free.availablePermits());
    metrics.gauge(
        "model_server_taken_memory_bytes",
        "Memory of the requests' bodies and values, bounded by a quarter of the heap",
        () -> BUDGET - budget.get());
  }

  /** Begins to account for a request's memory. */
  RequestMemory newMemory() {
    return new RequestMemory(budget, BUDGET);
  }

  /**
   * Takes the place of a request, to be given back by {@link #release}.
   *
   * @throws ApiException if all are taken
   */
  void acquire() {
    if (!free.tryAcquire()) {
      throw new ApiException(
          Code.RESOURCE_EXHAUSTED,
          "The server answers %d requests at a time, and has as many; try again"
              .formatted(maxRequests));
    }
  }

  void release() {
    free.release();
  }
}

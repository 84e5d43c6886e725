package io.github.tfestimator.serving;

import java.time.Duration;
import java.util.List;

/**
 * A receiver of callbacks about micro-batches, such as for a service's metrics. It is called in the
 * threads of requests, so it must be quick, safe for any number of threads, and throw nothing.
 */
@FunctionalInterface
public interface BatchListener {
  /**
   * Returns the default.
   *
   * @return a listener that does nothing
   */
  static BatchListener none() {
    return NoBatchListener.INSTANCE;
  }

  /**
   * Called when a batch begins to run.
   *
   * @param waits for each request of the batch, how long it waited
   */
  void onBatch(List<Duration> waits);
}

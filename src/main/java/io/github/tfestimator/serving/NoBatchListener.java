package io.github.tfestimator.serving;

import java.time.Duration;
import java.util.List;

/** A listener that does nothing, an equal one in all configurations. */
enum NoBatchListener implements BatchListener {
  INSTANCE;

  @Override
  public void onBatch(List<Duration> waits) {}
}

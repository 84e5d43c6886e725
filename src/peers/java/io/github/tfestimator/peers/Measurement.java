package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Quantity;
import io.github.tfestimator.benchmark.Unit;

/** The quantities that are measured of a framework. Less is better for all but the last. */
enum Measurement implements Quantity {
  STEP("training step, batch 100", Unit.MILLIS),
  EVALUATION("evaluation of 10,000 images", Unit.SECONDS),
  P50("one image, p50", Unit.MILLIS),
  P90("one image, p90", Unit.MILLIS),
  P99("one image, p99", Unit.MILLIS),
  RATE_1("inference, 1 at a time", Unit.IMAGES),
  RATE_32("inference, 32 at a time", Unit.IMAGES),
  RATE_128("inference, 128 at a time", Unit.IMAGES),
  RATE_1000("inference, 1,000 at a time", Unit.IMAGES),
  START_UP("start-up to the first prediction", Unit.SECONDS),
  EXPORT("export", Unit.MILLIS),
  LOAD("load", Unit.MILLIS),
  TRAINING_MEMORY("peak memory of a short training", Unit.MIB),
  PREDICTION_MEMORY("peak memory of predictions", Unit.MIB),
  PRODUCT("matrix product, float32", Unit.GFLOPS);

  private final String label;
  private final Unit unit;

  Measurement(String label, Unit unit) {
    this.label = label;
    this.unit = unit;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Unit unit() {
    return unit;
  }
}

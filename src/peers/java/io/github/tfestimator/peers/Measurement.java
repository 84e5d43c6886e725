package io.github.tfestimator.peers;

/** What is measured of a contender. All but the last is the better the less it is. */
enum Measurement {
  STEP("training step, batch 100", Unit.MILLIS),
  EVALUATION("evaluation of 10,000 pictures", Unit.SECONDS),
  P50("one picture, p50", Unit.MILLIS),
  P90("one picture, p90", Unit.MILLIS),
  P99("one picture, p99", Unit.MILLIS),
  RATE_1("inference, 1 at a time", Unit.PICTURES),
  RATE_32("inference, 32 at a time", Unit.PICTURES),
  RATE_128("inference, 128 at a time", Unit.PICTURES),
  RATE_1000("inference, 1,000 at a time", Unit.PICTURES),
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

  String label() {
    return label;
  }

  Unit unit() {
    return unit;
  }
}

package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Interleaver.Turn;
import io.github.tfestimator.benchmark.Statistics;
import io.github.tfestimator.benchmark.Workspace;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/**
 * The turns of a comparison. Each begins with some uncounted work, while threads that wait busily
 * for the one before go to sleep.
 */
final class MeasurementTurns {
  private static final int SINGLES = 200;

  /** So many that Java has compiled what runs for them. */
  private static final int IMAGES = 6_000;

  private static final int PRODUCTS = 2;
  private static final int STEPS_FOR_MEMORY = 100;

  private final Workspace workspace;
  private int saved;

  MeasurementTurns(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Returns the turns of each round, in their order. */
  List<Turn<FrameworkProcess, Measurement>> all() {
    return List.of(
        this::train,
        this::multiply,
        this::evaluate,
        this::predictOne,
        (process, values) -> predict(process, 32, Measurement.RATE_32, values),
        (process, values) -> predict(process, 128, Measurement.RATE_128, values),
        (process, values) -> predict(process, 1000, Measurement.RATE_1000, values),
        this::save,
        this::load,
        new StartUp(workspace));
  }

  /** Measures the peak memory of fresh processes that do one thing only. */
  void peakMemory(FrameworkProcess process, ObjDoubleConsumer<Measurement> values) {
    if (process.name().trains()) {
      try (var fresh = FrameworkProcess.start(workspace, process.name())) {
        fresh.worker().send("train", 1, isSlow(process) ? 20 : STEPS_FOR_MEMORY);
        values.accept(Measurement.TRAINING_MEMORY, fresh.worker().peakMib());
      }
    }
    try (var fresh = FrameworkProcess.start(workspace, process.name())) {
      fresh.worker().send("open", fresh.model());
      fresh.worker().send("predict", 1, 1, 100);
      fresh.worker().send("predict", Sizes.EVALUATION_BATCH, 1, 5);
      values.accept(Measurement.PREDICTION_MEMORY, fresh.worker().peakMib());
    }
  }

  /** Steps of DL4J's layers take half a second. */
  private void train(FrameworkProcess process, ObjDoubleConsumer<Measurement> values) {
    if (process.name().trains()) {
      int warmUp = isSlow(process) ? 1 : 3;
      int steps = isSlow(process) ? 3 : 25;
      double[] seconds = process.worker().send("train", warmUp, steps).values();
      values.accept(Measurement.STEP, Statistics.mean(seconds));
    }
  }

  private void multiply(FrameworkProcess process, ObjDoubleConsumer<Measurement> values) {
    if (process.name() == FrameworkName.OURS) {
      values.accept(Measurement.PRODUCT, process.worker().number("multiply", PRODUCTS));
    }
  }

  /** DL4J's layers evaluate a part, as all would take long: their time is in proportion. */
  private void evaluate(FrameworkProcess process, ObjDoubleConsumer<Measurement> values) {
    int images = isSlow(process) ? 10 * Sizes.EVALUATION_BATCH : Sizes.EVALUATION_IMAGES;
    double seconds = process.worker().number("evaluate", images);
    values.accept(Measurement.EVALUATION, seconds * Sizes.EVALUATION_IMAGES / images);
  }

  private void predictOne(FrameworkProcess process, ObjDoubleConsumer<Measurement> values) {
    double[] seconds = process.worker().send("predict", 1, SINGLES / 10, SINGLES).values();
    values.accept(Measurement.P50, Statistics.percentile(seconds, 50));
    values.accept(Measurement.P90, Statistics.percentile(seconds, 90));
    values.accept(Measurement.P99, Statistics.percentile(seconds, 99));
    values.accept(Measurement.RATE_1, Statistics.mean(seconds));
  }

  private void predict(
      FrameworkProcess process,
      int batch,
      Measurement measurement,
      ObjDoubleConsumer<Measurement> values) {
    int images = isSlow(process) ? IMAGES / 10 : IMAGES;
    int calls = Math.max(1, images / batch);
    double[] seconds =
        process.worker().send("predict", batch, Math.max(1, calls / 3), calls).values();
    values.accept(measurement, Statistics.mean(seconds) / batch);
  }

  private void save(FrameworkProcess process, ObjDoubleConsumer<Measurement> values) {
    values.accept(
        Measurement.EXPORT,
        process.worker().number("save", workspace.folder().resolve("saved" + saved++)));
  }

  private void load(FrameworkProcess process, ObjDoubleConsumer<Measurement> values) {
    values.accept(Measurement.LOAD, process.worker().number("load", process.model()));
  }

  private static boolean isSlow(FrameworkProcess process) {
    return process.name() == FrameworkName.DL4J;
  }
}

package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.SavedModelExporter;
import java.nio.file.Path;

/** The full-size network after a step, as a SavedModel: as fast as one that knows something. */
final class ExportedModel {
  private ExportedModel() {}

  /**
   * Exports the network after a step.
   *
   * @param folder where to put the model directory and the SavedModel
   * @param seed of the initial values: another seed, another model
   * @return the SavedModel
   */
  static Path in(Path folder, long seed) {
    MinMaxScaler scaler = MinMaxScaler.unit(784);
    var config = RunConfig.in(folder.resolve("model")).withSeed(seed);
    Estimator cnn = Estimator.of(new CnnModelFn(CnnParams.defaults()), config);
    cnn.train(Examples.of(Digits.draw(100, 42), scaler).shuffledBatches(100, seed), Steps.more(1));
    return SavedModelExporter.of(new ImageServingInputFn(scaler))
        .export(cnn, folder.resolve("export"));
  }
}

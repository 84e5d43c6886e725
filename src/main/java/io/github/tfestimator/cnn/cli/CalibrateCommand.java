package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.ModelDir;
import io.github.tfestimator.cnn.Calibration;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.input.InputFn;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Fits the temperature of a trained model. */
@Command(
    name = "calibrate",
    description = {
      "Make the probabilities of a model say how often it is right.",
      "Fits a temperature, by which predictions and exports divide the logits, on every second image",
      "of the test set. Classes, losses and accuracies stay; training further drops it. Not beside a",
      "training in the same directory.",
    },
    sortOptions = false)
final class CalibrateCommand implements Callable<Integer> {
  private static final int BATCH_SIZE = 128;

  private final Console console;

  @Mixin private TestedModelOptions model;

  @ArgGroup(validate = false, order = 1, heading = "%nDevices:%n")
  private SessionOptions devices = new SessionOptions();

  CalibrateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ModelSettings.require(model.modelDir());
    devices.announce(console);
    // A training in between would lose its settings, or keep a temperature of other weights.
    try (var held = ModelDir.hold(model.modelDir())) {
      calibrate(ModelSettings.read(held.folder()));
    }
    return 0;
  }

  private void calibrate(ModelSettings settings) {
    try (DataSplit split = DataLoading.loadFor(settings, model.source(settings))) {
      var temperature = Temperature.fit(calibration(settings, split.test()));
      settings.with(temperature).write(model.modelDir());
      console.result(temperature.toString());
      temperature.warning().ifPresent(console::message);
    }
  }

  /** Predicts without a temperature, also if the model has one already. */
  private Calibration calibration(ModelSettings settings, LabeledImages test) {
    if (test.size() < 2) {
      throw new CommandException(
          "The test set has %d images, but a temperature takes two at least. Give more data."
              .formatted(test.size()));
    }
    InputFn batches = Examples.of(test.images(), settings.fittedScaler()).batches(BATCH_SIZE);
    Estimator cnn =
        Estimator.of(
            new CnnModelFn(settings.params()),
            RunConfig.in(model.modelDir()).withSession(devices.config()));
    try (Stream<Prediction> predictions = cnn.predict(DataLoading.ahead(test, batches))) {
      List<float[]> probabilities = predictions.map(p -> p.asFloats("probabilities")).toList();
      return new Calibration(probabilities, test.labels());
    }
  }
}

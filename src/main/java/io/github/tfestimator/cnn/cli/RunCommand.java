package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.cli.EvaluateCommand.ScalerFit;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.estimator.Prediction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the tutorial's program from end to end. */
@Command(
    name = "run",
    description =
        "The tutorial's program in order: load the data, train, evaluate, predict ten test images,"
            + " export.",
    abbreviateSynopsis = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private static final int PREDICTIONS = 10;
  private static final int EVALUATION_BATCH = 128;

  private final Console console;

  @Mixin private TrainOptions options;

  @ArgGroup(validate = false, order = 9, heading = "%nExport:%n")
  private ExportOptions exportOptions = new ExportOptions();

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<ModelSettings> existing = options.check();
    exportOptions.check();
    if (options.config().cluster().isPresent()) {
      throw new IllegalArgumentException(
          "run is for one machine, but TF_CONFIG names a cluster: take train or train-and-evaluate");
    }
    var workflow = new Workflow(console, options.devices().config());
    options.devices().announce(console);
    try (DataSplit data = options.load()) {
      run(workflow, existing, data);
    }
    return 0;
  }

  private void run(Workflow workflow, Optional<ModelSettings> existing, DataSplit data) {
    LabeledImages test = data.test();

    new TrainWorkflow(console, options, existing, data).train();

    console.result(
        workflow
            .evaluate(options.modelDir(), test, ScalerFit.TRAIN, EVALUATION_BATCH, Optional.empty())
            .toString());

    int count = Math.min(PREDICTIONS, test.size());
    LabeledImages first = test.select(IntStream.range(0, count).toArray());
    print(first, workflow.predict(options.modelDir(), first.images(), first.size()));

    console.result("SavedModel: " + workflow.export(options.modelDir(), exportOptions));
  }

  private void print(LabeledImages images, List<Prediction> predictions) {
    for (int i = 0; i < images.size(); i++) {
      long digit = predictions.get(i).asLong("classes");
      float probability = predictions.get(i).asFloats("probabilities")[(int) digit];
      console.result(
          String.format(
              Locale.ROOT,
              "test image %d: %s (%.1f %%), labeled %s",
              i,
              images.classNames().get((int) digit),
              100 * probability,
              images.classNames().get(images.labels()[i])));
    }
  }
}

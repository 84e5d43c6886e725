package io.github.tfestimator.cnn.cli;

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

  @ArgGroup(validate = false, order = 8, heading = "%nExport:%n")
  private ExportOptions exportOptions = new ExportOptions();

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<ModelSettings> existing = options.check();
    exportOptions.check();
    var workflow = new Workflow(console);
    workflow.logDevices(options.config().session());
    DataSplit data = options.source().load();
    LabeledImages test = data.test();

    new TrainWorkflow(console, options, existing, data).train();

    console.result(
        workflow.evaluate(options.modelDir(), test, EVALUATION_BATCH, Optional.empty()).toString());

    int count = Math.min(PREDICTIONS, test.size());
    LabeledImages first = test.select(IntStream.range(0, count).toArray());
    print(first.labels(), workflow.predict(options.modelDir(), first.images()));

    console.result("SavedModel: " + workflow.export(options.modelDir(), exportOptions));
    return 0;
  }

  private void print(int[] labels, List<Prediction> predictions) {
    for (int i = 0; i < labels.length; i++) {
      long digit = predictions.get(i).asLong("classes");
      float probability = predictions.get(i).asFloats("probabilities")[(int) digit];
      console.result(
          String.format(
              Locale.ROOT,
              "test image %d: %d (%.1f %%), labeled %d",
              i,
              digit,
              100 * probability,
              labels[i]));
    }
  }
}

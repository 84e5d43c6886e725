package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.DataSplit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains the network and evaluates and exports it on the way. */
@Command(
    name = "train-and-evaluate",
    description =
        "Train the network, evaluate checkpoints on the test set on the way and at the end, and export"
            + " SavedModels.",
    abbreviateSynopsis = true,
    sortOptions = false)
final class TrainAndEvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TrainOptions options;

  @ArgGroup(validate = false, order = 9, heading = "%nEvaluation and export:%n")
  private EvalOptions evalOptions = new EvalOptions();

  TrainAndEvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    evalOptions.check();
    Optional<ModelSettings> existing = options.check();
    options.devices().announce(console);
    try (DataSplit data = options.load()) {
      new TrainWorkflow(console, options, existing, data).trainAndEvaluate(evalOptions);
    }
    return 0;
  }
}

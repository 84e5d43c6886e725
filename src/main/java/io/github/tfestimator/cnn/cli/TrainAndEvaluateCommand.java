package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.DataSplit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "train-and-evaluate",
    description =
        "Train the network, judging its checkpoints on the test set on the way and at the end, and"
            + " export it.",
    sortOptions = false)
final class TrainAndEvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TrainOptions options;
  @Mixin private EvalOptions evalOptions;

  TrainAndEvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    evalOptions.check();
    Optional<ModelSettings> own = options.check();
    var workflow = new Workflow(console);
    workflow.logDevices(options.config().session());
    DataSplit data = options.source().load();
    new TrainWorkflow(console, options, own, data).trainAndEvaluate(evalOptions);
    return 0;
  }
}

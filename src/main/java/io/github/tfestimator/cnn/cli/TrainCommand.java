package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.DataSplit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains the network. */
@Command(
    name = "train",
    description = "Train the network, from the newest checkpoint on if there is one.",
    abbreviateSynopsis = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TrainOptions options;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<ModelSettings> existing = options.check();
    options.devices().announce(console);
    try (DataSplit data = options.load()) {
      new TrainWorkflow(console, options, existing, data).train();
    }
    return 0;
  }
}

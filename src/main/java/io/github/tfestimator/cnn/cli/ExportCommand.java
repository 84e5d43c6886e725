package io.github.tfestimator.cnn.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exports a trained model. */
@Command(
    name = "export",
    description = "Export the newest checkpoint as a SavedModel, and print its folder.",
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--model-dir",
      paramLabel = "DIR",
      defaultValue = ModelOptions.DEFAULT_MODEL_DIR,
      description = "Where the model was trained (${DEFAULT-VALUE}).")
  private Path modelDir;

  @Mixin private ExportOptions options;

  @ArgGroup(validate = false, order = 1, heading = "%nDevices:%n")
  private SessionOptions devices = new SessionOptions();

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    devices.settle(console);
    console.result(new Workflow(console, devices.config()).export(modelDir, options).toString());
    return 0;
  }
}

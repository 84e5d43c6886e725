package io.github.tfestimator.cnn.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "export",
    description = "Export the newest checkpoint as a SavedModel, and print its folder.",
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ModelDirOption modelDir;
  @Mixin private ExportDirOption exportDir;
  @Mixin private CompatibilityOption compatibility;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.result(
        new Workflow(console).export(modelDir.path, exportDir.path, compatibility).toString());
    return 0;
  }
}

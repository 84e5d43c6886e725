package io.github.tfestimator.cli;

import io.github.tfestimator.estimator.Evaluation;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    description = "Judge the newest checkpoint on the test set.",
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ModelDirOption modelDir;

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      description =
          "mnist, digits, or a folder with MNIST's four IDX files; by default what the model was"
              + " trained on.")
  private Optional<String> data;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Pictures at a time (${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    DataSource trained = ModelSettings.read(modelDir.path).source();
    DataSource source = data.map(trained::elsewhere).orElse(trained);
    var workflow = new Workflow(console);
    workflow.sayDevices();
    Evaluation result = workflow.evaluate(modelDir.path, source.load().test(), batchSize);
    if (json) {
      console.result(Json.of(result));
    } else {
      console.result(result.toString());
      EvaluationTable.lines(result).forEach(console::result);
    }
    return 0;
  }
}

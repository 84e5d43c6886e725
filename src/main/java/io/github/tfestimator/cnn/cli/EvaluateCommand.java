package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.SessionConfig;
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

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Call the evaluation NAME in TensorBoard, whose file is then in MODEL_DIR/eval_NAME (none,"
              + " and MODEL_DIR/eval; with other data than the model's: other).")
  private Optional<String> name;

  @Option(
      names = "--misclassified",
      description =
          "Draw a grid of misclassified pictures for TensorBoard, laid out as the confusion matrix.")
  private boolean misclassified;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    DataSource trained = ModelSettings.read(modelDir.path).source();
    DataSource source = data.map(trained::elsewhere).orElse(trained);
    // Other data would spoil the curve of the model's own, and what early stopping makes of it.
    Optional<String> called =
        name.or(() -> Optional.of("other").filter(o -> !source.equals(trained)));
    var workflow = new Workflow(console);
    workflow.logDevices(SessionConfig.defaults());
    LabeledImages test = source.load().test();
    Evaluation result = workflow.evaluate(modelDir.path, test, batchSize, called);
    if (misclassified) {
      workflow.drawMisclassified(modelDir.path, test, called, result.globalStep());
    }
    if (json) {
      console.result(Json.of(result));
    } else {
      console.result(result.toString());
      EvaluationTable.lines(result).forEach(console::result);
    }
    return 0;
  }
}

package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.cli.ModelSettings.ScalerKind;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.report.EvaluationNumbers;
import io.github.tfestimator.estimator.Evaluation;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates a trained model. */
@Command(
    name = "evaluate",
    description = "Evaluate the newest checkpoint on the test set.",
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TestedModelOptions model;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "Images per batch (${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Call the evaluation NAME in TensorBoard, whose file is then in MODEL_DIR/eval_NAME (none,"
              + " and MODEL_DIR/eval; with other data than the model's: other).")
  private Optional<String> name;

  /** The set that the scaler of the test images is fit to. */
  enum ScalerFit {
    TRAIN,
    TEST
  }

  @Option(
      names = "--scaler-fit",
      paramLabel = "SET",
      defaultValue = "train",
      description =
          "Scale the test images by the minimum and maximum of the training set, as the model was"
              + " trained, or of the test set, as the tutorial's fit_transform(X_test): train or test"
              + " (${DEFAULT-VALUE}).")
  private ScalerFit scalerFit;

  @Option(
      names = "--misclassified",
      description =
          "Draw a grid of misclassified images for TensorBoard, laid out as the confusion matrix.")
  private boolean misclassified;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @ArgGroup(validate = false, order = 1, heading = "%nDevices:%n")
  private SessionOptions devices = new SessionOptions();

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ModelSettings settings = ModelSettings.read(model.modelDir());
    DataSource trained = settings.source();
    DataSource source = model.source(settings);
    // Other data must not get into the curve of the model's own data, which early stopping reads.
    boolean isOther = !source.equals(trained) || scalerFit == ScalerFit.TEST;
    Optional<String> evaluationName = name.or(() -> Optional.of("other").filter(o -> isOther));
    if (scalerFit == ScalerFit.TEST) {
      requireScalerThatIsFit(settings);
    }
    var workflow = new Workflow(console, devices.config());
    devices.announce(console);
    try (DataSplit split = DataLoading.loadFor(settings, source)) {
      evaluate(workflow, split.test(), evaluationName);
    }
    return 0;
  }

  private void requireScalerThatIsFit(ModelSettings settings) {
    if (settings.scaler() == ScalerKind.UNIT) {
      throw new IllegalArgumentException(
          "scaler fit (test) is for models of --scaler minmax: this one's divides by 255, whatever the set");
    }
    if (misclassified) {
      throw new IllegalArgumentException(
          "scaler fit (test) can't be given together with --misclassified, which shows what the model answers by its own scaler");
    }
  }

  private void evaluate(Workflow workflow, LabeledImages test, Optional<String> evaluationName) {
    Evaluation result =
        workflow.evaluate(model.modelDir(), test, scalerFit, batchSize, evaluationName);
    if (misclassified) {
      workflow.drawMisclassified(model.modelDir(), test, evaluationName, result.globalStep());
    }
    if (json) {
      console.json(EvaluationNumbers.json(result, test.classNames()));
    } else {
      console.result(result.toString());
      EvaluationReport.table(result, test.classNames()).forEach(console::result);
    }
  }
}

package io.github.tfestimator.estimator;

import io.github.tfestimator.summary.EvaluationRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What an evaluation measured: the dictionary that Python's {@code evaluate} returns.
 *
 * @param metrics by name, without the loss
 * @param loss the mean of the batches' losses, each batch counting the same however short it is, as
 *     Python computes it
 * @param averageLoss the mean of the examples' losses
 * @param globalStep how many steps the model was trained
 * @param examples how many examples it was judged on
 * @param confusionMatrix which classes were taken for which, if the model function gave a {@link
 *     Metric#accuracy} by the name {@code accuracy} and all classes are from 0 to 999
 */
public record Evaluation(
    Map<String, Double> metrics,
    double loss,
    double averageLoss,
    long globalStep,
    long examples,
    Optional<ConfusionMatrix> confusionMatrix) {
  private static final String ACCURACY = "accuracy";

  /**
   * Returns an evaluation from a history.
   *
   * @param kept the evaluation as the history keeps it
   * @return the evaluation
   * @throws IllegalArgumentException if its confusion matrix is no square of numbers from 0
   */
  public static Evaluation of(EvaluationRecord kept) {
    return new Evaluation(
        kept.metrics(),
        kept.loss(),
        kept.averageLoss(),
        kept.globalStep(),
        kept.examples(),
        Optional.ofNullable(kept.confusionMatrices().get(ACCURACY)).map(ConfusionMatrix::new));
  }

  /**
   * @return the evaluation as a history keeps it
   */
  public EvaluationRecord toRecord() {
    Map<String, List<List<Long>>> matrices =
        confusionMatrix.map(matrix -> Map.of(ACCURACY, matrix.counts())).orElse(Map.of());
    return new EvaluationRecord(globalStep, loss, averageLoss, examples, metrics, matrices);
  }

  /**
   * @param name a metric that the model function gave
   * @return its value
   * @throws IllegalArgumentException if there is no such metric
   */
  public double metric(String name) {
    Double value = metrics.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "There is no metric \"%s\", only %s".formatted(name, new TreeMap<>(metrics).keySet()));
    }
    return value;
  }

  /**
   * @return the metric {@code accuracy}, from 0 to 1
   * @throws IllegalArgumentException if the model function gave none
   */
  public double accuracy() {
    return metric(ACCURACY);
  }

  /**
   * How far the accuracy can be trusted, as it was measured on so many examples and no more: {@link
   * ConfidenceInterval#wilson}.
   *
   * @return where, with a confidence of 95 %, the accuracy on all examples of this kind lies
   * @throws IllegalArgumentException if the model function gave no accuracy
   */
  public ConfidenceInterval accuracyInterval() {
    return ConfidenceInterval.wilson(Math.round(accuracy() * examples), examples);
  }

  /** Returns the metrics and the losses, for TensorBoard. */
  Map<String, Double> scalars() {
    return toRecord().scalars();
  }

  /** As Python prints it, single precision: {@code {accuracy=0.9643, loss=0.1283, ...}}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    new TreeMap<>(metrics).forEach((name, value) -> text.add(name + "=" + value.floatValue()));
    text.add("loss=" + (float) loss);
    text.add("average_loss=" + (float) averageLoss);
    text.add("global_step=" + globalStep);
    return text.toString();
  }
}

package io.github.tfestimator.estimator;

import io.github.tfestimator.metrics.ConfusionMatrix;
import io.github.tfestimator.summary.EvaluationRecord;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * The result of an evaluation: the dictionary that Python's {@code evaluate} returns.
 *
 * @param metrics the metrics that are numbers, by name, without the loss
 * @param confusionMatrices the metrics that are {@linkplain
 *     io.github.tfestimator.metrics.Metric#confusionMatrix confusion matrices}, by name
 * @param loss the mean of the batches' losses, each batch counting the same however short it is, as
 *     Python computes it
 * @param averageLoss the mean of the examples' losses
 * @param globalStep the global step of the model
 * @param examples the number of evaluated examples
 */
public record Evaluation(
    Map<String, Double> metrics,
    Map<String, ConfusionMatrix> confusionMatrices,
    double loss,
    double averageLoss,
    long globalStep,
    long examples) {

  /** Sorts by name. */
  public Evaluation {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    confusionMatrices = Collections.unmodifiableSortedMap(new TreeMap<>(confusionMatrices));
  }

  /**
   * Returns an evaluation from a history.
   *
   * @param kept the evaluation as the history keeps it
   * @return the evaluation
   * @throws IllegalArgumentException if a confusion matrix is no square of numbers from 0
   */
  public static Evaluation of(EvaluationRecord kept) {
    Map<String, ConfusionMatrix> matrices = new TreeMap<>();
    kept.confusionMatrices()
        .forEach((name, counts) -> matrices.put(name, new ConfusionMatrix(counts)));
    return new Evaluation(
        kept.metrics(),
        matrices,
        kept.loss(),
        kept.averageLoss(),
        kept.globalStep(),
        kept.examples());
  }

  /** {@return the evaluation as a history keeps it} */
  public EvaluationRecord toRecord() {
    Map<String, List<List<Long>>> matrices = new TreeMap<>();
    confusionMatrices.forEach((name, matrix) -> matrices.put(name, matrix.counts()));
    return new EvaluationRecord(globalStep, loss, averageLoss, examples, metrics, matrices);
  }

  /**
   * Returns the value of one metric.
   *
   * @param name the name of a metric of the model function
   * @return the metric's value
   * @throws IllegalArgumentException if there is no such metric
   */
  public double metric(String name) {
    Double value = metrics.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "There is no metric \"%s\", only %s".formatted(name, metrics.keySet()));
    }
    return value;
  }

  /**
   * Returns the metric {@code accuracy}.
   *
   * @return the accuracy, from 0 to 1
   * @throws IllegalArgumentException if the model function has no metric of that name
   */
  public double accuracy() {
    return metric("accuracy");
  }

  /** Returns the metrics and the losses, for TensorBoard. */
  Map<String, Double> scalars() {
    return toRecord().scalars();
  }

  /** As Python prints it, single precision: {@code {accuracy=0.9643, loss=0.1283, ...}}. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    metrics.forEach((name, value) -> text.add(name + "=" + value.floatValue()));
    text.add("loss=" + (float) loss);
    text.add("average_loss=" + (float) averageLoss);
    text.add("global_step=" + globalStep);
    return text.toString();
  }
}

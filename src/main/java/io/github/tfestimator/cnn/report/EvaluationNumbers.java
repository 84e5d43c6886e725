package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.data.ClassNames;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.metrics.ConfidenceInterval;
import io.github.tfestimator.metrics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/** The numbers of an evaluation of a classifier, as {@code evaluate --json} prints them. */
public final class EvaluationNumbers {
  private EvaluationNumbers() {}

  /**
   * Returns the 95 % interval of the accuracy, by the number of examples.
   *
   * @param evaluation of a classifier
   * @return the Wilson score interval
   */
  public static ConfidenceInterval interval(Evaluation evaluation) {
    long correct = Math.round(evaluation.accuracy() * evaluation.examples());
    return ConfidenceInterval.wilson(correct, evaluation.examples());
  }

  /**
   * Returns the confusion matrix, if the evaluation has one.
   *
   * @param evaluation of a classifier
   * @return the matrix; none of a thousand classes or more
   */
  public static Optional<ConfusionMatrix> matrix(Evaluation evaluation) {
    return Optional.ofNullable(evaluation.confusionMatrices().get("confusion_matrix"));
  }

  /**
   * Returns an object for JSON.
   *
   * @param evaluation of a classifier
   * @param classNames the names of all classes
   * @return numbers, lists, texts and null by name
   */
  public static Map<String, Object> json(Evaluation evaluation, List<String> classNames) {
    ConfidenceInterval interval = interval(evaluation);
    Map<String, Object> object = new LinkedHashMap<>();
    evaluation.metrics().forEach((name, value) -> object.put(name, finite(value)));
    object.put("accuracy_interval", List.of(interval.low(), interval.high()));
    object.put("loss", finite(evaluation.loss()));
    object.put("average_loss", finite(evaluation.averageLoss()));
    object.put("global_step", evaluation.globalStep());
    object.put("examples", evaluation.examples());
    if (!classNames.equals(ClassNames.numbered(classNames.size()))) {
      object.put("class_names", classNames);
    }
    matrix(evaluation)
        .ifPresent(
            matrix -> {
              object.put("confusion_matrix", matrix.counts());
              object.put("precision", perClass(matrix, matrix::precision));
              object.put("recall", perClass(matrix, matrix::recall));
            });
    return object;
  }

  /** Returns null for NaN and infinities, which JSON doesn't have. */
  static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static List<Double> perClass(ConfusionMatrix matrix, IntFunction<OptionalDouble> part) {
    List<Double> values = new ArrayList<>();
    for (int c = 0; c < matrix.classes(); c++) {
      OptionalDouble value = part.apply(c);
      values.add(value.isPresent() ? value.getAsDouble() : null);
    }
    return values;
  }
}

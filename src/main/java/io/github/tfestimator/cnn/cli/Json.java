package io.github.tfestimator.cnn.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
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

/** What {@code --json} prints: one object a line. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private Json() {}

  static String of(Evaluation evaluation) {
    ConfidenceInterval interval = EvaluationTable.interval(evaluation);
    Map<String, Object> object = new LinkedHashMap<>();
    evaluation.metrics().forEach((name, value) -> object.put(name, finite(value)));
    object.put("accuracy_interval", List.of(interval.low(), interval.high()));
    object.put("loss", finite(evaluation.loss()));
    object.put("average_loss", finite(evaluation.averageLoss()));
    object.put("global_step", evaluation.globalStep());
    object.put("examples", evaluation.examples());
    Optional.ofNullable(evaluation.confusionMatrices().get("confusion_matrix"))
        .ifPresent(
            matrix -> {
              object.put("confusion_matrix", matrix.counts());
              object.put("precision", perClass(matrix, matrix::precision));
              object.put("recall", perClass(matrix, matrix::recall));
            });
    return GSON.toJson(object);
  }

  /** Null for what is undefined: JSON has no NaN. */
  private static Double finite(double value) {
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

  static String of(Object object) {
    return GSON.toJson(object);
  }
}

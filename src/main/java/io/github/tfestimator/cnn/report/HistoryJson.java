package io.github.tfestimator.cnn.report;

import io.github.tfestimator.summary.EvaluationRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/** An evaluation of the history, for JSON: without matrices, of which the last one is enough. */
final class HistoryJson {
  private HistoryJson() {}

  static Map<String, Object> of(EvaluationRecord evaluation) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("global_step", evaluation.globalStep());
    evaluation
        .scalars()
        .forEach((name, value) -> object.put(name, EvaluationNumbers.finite(value)));
    object.put("examples", evaluation.examples());
    return object;
  }
}

package io.github.tfestimator.cnn.report;

import io.github.tfestimator.summary.EvaluationRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An evaluation of the history, for JSON: without matrices, of which the last one is enough. */
final class HistoryJson {
  private static final int MAX_EVALUATIONS = 1000;

  private HistoryJson() {}

  /** Returns evaluations; of very many some, evenly spaced, the last one among them. */
  static List<Map<String, Object>> of(List<EvaluationRecord> evaluations) {
    int size = evaluations.size();
    int stride = (size + MAX_EVALUATIONS - 1) / MAX_EVALUATIONS;
    return IntStream.range(0, size)
        .filter(i -> (size - 1 - i) % stride == 0)
        .mapToObj(i -> of(evaluations.get(i)))
        .toList();
  }

  private static Map<String, Object> of(EvaluationRecord evaluation) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("global_step", evaluation.globalStep());
    evaluation
        .scalars()
        .forEach((name, value) -> object.put(name, EvaluationNumbers.finite(value)));
    object.put("examples", evaluation.examples());
    return object;
  }
}

package io.github.tfestimator.cnn.report;

import io.github.tfestimator.summary.EvaluationRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An evaluation of the history, for JSON: without matrices, of which the last one is enough. */
final class HistoryJson {
  private static final int MAX_EVALUATIONS = 1000;

  /** Of all evaluations: a third of the report, with their names. */
  private static final int MAX_NUMBERS = 12_000;

  private HistoryJson() {}

  /** Returns evaluations; of very many some, evenly spaced, the last one among them. */
  static List<Map<String, Object>> of(List<EvaluationRecord> evaluations) {
    int size = evaluations.size();
    int max = Math.max(1, Math.min(MAX_EVALUATIONS, MAX_NUMBERS / numbers(evaluations)));
    int stride = (size + max - 1) / max;
    return IntStream.range(0, size)
        .filter(i -> (size - 1 - i) % stride == 0)
        .mapToObj(i -> of(evaluations.get(i)))
        .toList();
  }

  /** Returns how many numbers the largest one has: its metrics, losses, step and examples. */
  private static int numbers(List<EvaluationRecord> evaluations) {
    return 4 + evaluations.stream().mapToInt(each -> each.metrics().size()).max().orElse(0);
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

package io.github.tfestimator.cnn.report;

import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The course of a training: its events, and the evaluations on the model's own data.
 *
 * @param events of the training
 * @param evaluations by ascending step
 */
record RunHistory(TrainingEvents events, List<EvaluationRecord> evaluations) {
  private static final String ACCURACY = "accuracy";

  static RunHistory read(Path modelDir) {
    return new RunHistory(
        TrainingEvents.read(modelDir), EvaluationHistory.in(modelDir.resolve("eval")).records());
  }

  /** Returns the evaluation of highest accuracy, or of least loss where there is no accuracy. */
  Optional<EvaluationRecord> best() {
    boolean hasAccuracy =
        !evaluations.isEmpty()
            && evaluations.stream().allMatch(each -> each.metrics().containsKey(ACCURACY));
    return hasAccuracy
        ? evaluations.stream().max(Comparator.comparingDouble(each -> each.value(ACCURACY)))
        : evaluations.stream().min(Comparator.comparingDouble(EvaluationRecord::loss));
  }

  /** Returns the losses of batches and of evaluations. */
  Chart losses() {
    Map<String, SortedMap<Long, Double>> series = new LinkedHashMap<>();
    series.put("batch", events.curve(TrainingEvents.LOSS));
    series.put("evaluation", evaluated("average_loss"));
    return new Chart(series, marks());
  }

  /** Returns the metrics of evaluations that are shares: accuracy, precision and so on. */
  Chart shares() {
    return metrics(RunHistory::isShare);
  }

  /** Returns the other metrics of evaluations: errors of a regression, say. */
  Chart others() {
    return metrics(curve -> !isShare(curve));
  }

  private Chart metrics(Predicate<SortedMap<Long, Double>> filter) {
    Map<String, SortedMap<Long, Double>> series = new LinkedHashMap<>();
    for (EvaluationRecord each : evaluations) {
      for (String name : each.metrics().keySet()) {
        series.computeIfAbsent(name, this::evaluated);
      }
    }
    series.values().removeIf(filter.negate());
    return new Chart(series, marks());
  }

  private static boolean isShare(SortedMap<Long, Double> curve) {
    return curve.values().stream().noneMatch(value -> value < 0 || value > 1);
  }

  /** Returns the speed of the training, in steps a second. */
  Chart speeds() {
    return new Chart(Map.of("steps/s", events.curve(TrainingEvents.SPEED)), new TreeMap<>());
  }

  private SortedMap<Long, Double> evaluated(String metric) {
    SortedMap<Long, Double> curve = new TreeMap<>();
    for (EvaluationRecord each : evaluations) {
      Optional.ofNullable(each.scalars().get(metric))
          .ifPresent(value -> curve.put(each.globalStep(), value));
    }
    return curve;
  }

  /** Returns where the training was resumed or killed, and the best evaluation. */
  private SortedMap<Long, String> marks() {
    SortedMap<Long, String> marks = new TreeMap<>();
    long lastStep = 0;
    for (TrainingEvents.Session session : events.sessions()) {
      if (session.resumedAt() > 0) {
        String text =
            lastStep > session.resumedAt()
                ? "resumed, after a stop at %d or later".formatted(lastStep)
                : "resumed";
        // Of several resumes at a step, the one that says more.
        marks.merge(session.resumedAt(), text, (a, b) -> a.length() < b.length() ? b : a);
      }
      lastStep = session.lastStep();
    }
    best().ifPresent(best -> marks.merge(best.globalStep(), "best", (a, b) -> b + ", " + a));
    return marks;
  }
}

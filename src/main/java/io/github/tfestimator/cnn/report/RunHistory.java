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
  /** Resumes that a chart marks, which are lines some pixels apart. */
  static final int MAX_MARKS = 200;

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
    series.put("evaluation", averageLosses());
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
      each.metrics()
          .forEach(
              (name, value) ->
                  series
                      .computeIfAbsent(name, metric -> new TreeMap<>())
                      .put(each.globalStep(), value));
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

  private SortedMap<Long, Double> averageLosses() {
    SortedMap<Long, Double> curve = new TreeMap<>();
    evaluations.forEach(each -> curve.put(each.globalStep(), each.averageLoss()));
    return curve;
  }

  /** Returns where the training was resumed or killed, and the best evaluation. */
  private SortedMap<Long, String> marks() {
    SortedMap<Long, String> resumes = resumes();
    SortedMap<Long, String> marks = new TreeMap<>();
    Spaced.of(List.copyOf(resumes.keySet()), MAX_MARKS)
        .forEach(step -> marks.put(step, resumes.get(step)));
    best().ifPresent(best -> marks.merge(best.globalStep(), "best", (a, b) -> b + ", " + a));
    return marks;
  }

  private SortedMap<Long, String> resumes() {
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
    return marks;
  }
}

package io.github.tfestimator.hooks;

import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;

/**
 * A hook that ends a training by what its evaluations found: {@code
 * tf.estimator.experimental.stop_if_*_hook}.
 *
 * <p>It reads the {@link EvaluationHistory} in the evaluations' folder. So it doesn't matter who
 * evaluates, {@code trainAndEvaluate} or another process, and a resumed training remembers earlier
 * evaluations. A killed training may have left evaluations of later steps; each is skipped until
 * the training gets to its step again.
 */
public final class EarlyStoppingHook implements SessionRunHook {
  /** Says why to stop, given the evaluations' values of the metric by global step. */
  private interface Rule {
    Optional<String> reason(SortedMap<Long, Double> values);
  }

  private final Path evalDir;
  private final EvaluationHistory history;
  private final String metric;
  private final Rule rule;
  private SortedMap<Long, Double> evaluations = new TreeMap<>();
  private List<EvaluationRecord> seen;

  private EarlyStoppingHook(Path evalDir, String metric, Rule rule) {
    this.evalDir = evalDir;
    this.history = EvaluationHistory.in(evalDir);
    this.metric = metric;
    this.rule = rule;
  }

  /**
   * {@code stop_if_higher_hook}.
   *
   * @param evalDir the evaluations' folder, such as {@code Estimator.evalDir()}
   * @param metric such as {@code accuracy}
   * @param threshold what an evaluation must exceed for the training to stop
   * @return the hook
   */
  public static EarlyStoppingHook stopIfHigher(Path evalDir, String metric, double threshold) {
    return threshold(evalDir, metric, threshold, "higher", 1);
  }

  /**
   * {@code stop_if_lower_hook}.
   *
   * @param evalDir the evaluations' folder
   * @param metric such as {@code loss}
   * @param threshold what an evaluation must fall below for the training to stop
   * @return the hook
   */
  public static EarlyStoppingHook stopIfLower(Path evalDir, String metric, double threshold) {
    return threshold(evalDir, metric, threshold, "lower", -1);
  }

  /**
   * {@code stop_if_no_increase_hook}.
   *
   * @param evalDir the evaluations' folder
   * @param metric such as {@code accuracy}
   * @param maxSteps for how many steps evaluations may find nothing higher, 1 or more
   * @return the hook
   * @throws IllegalArgumentException if it is below 1
   */
  public static EarlyStoppingHook stopIfNoIncrease(Path evalDir, String metric, long maxSteps) {
    return noImprovement(evalDir, metric, maxSteps, "increase", 1);
  }

  /**
   * {@code stop_if_no_decrease_hook}.
   *
   * @param evalDir the evaluations' folder
   * @param metric such as {@code loss}
   * @param maxSteps for how many steps evaluations may find nothing lower, 1 or more
   * @return the hook
   * @throws IllegalArgumentException if it is below 1
   */
  public static EarlyStoppingHook stopIfNoDecrease(Path evalDir, String metric, long maxSteps) {
    return noImprovement(evalDir, metric, maxSteps, "decrease", -1);
  }

  private static EarlyStoppingHook threshold(
      Path evalDir, String metric, double threshold, String word, int sign) {
    return new EarlyStoppingHook(
        evalDir,
        metric,
        values ->
            values.entrySet().stream()
                .filter(evaluation -> sign * evaluation.getValue() > sign * threshold)
                .findFirst()
                .map(
                    evaluation ->
                        "At step %d, metric \"%s\" has value %s which is %s than the configured threshold (%s)."
                            .formatted(
                                evaluation.getKey(),
                                metric,
                                evaluation.getValue(),
                                word,
                                threshold)));
  }

  private static EarlyStoppingHook noImprovement(
      Path evalDir, String metric, long maxSteps, String word, int sign) {
    if (maxSteps < 1) {
      throw new IllegalArgumentException("max_steps (" + maxSteps + ") must be 1 or more");
    }
    return new EarlyStoppingHook(
        evalDir,
        metric,
        values -> {
          double best = Double.NaN;
          long bestStep = values.isEmpty() ? 0 : values.firstKey();
          for (var evaluation : values.entrySet()) {
            double value = evaluation.getValue();
            // What is NaN is no better than anything.
            if (sign * value > sign * best || (Double.isNaN(best) && !Double.isNaN(value))) {
              best = value;
              bestStep = evaluation.getKey();
            } else if (evaluation.getKey() - bestStep >= maxSteps) {
              return Optional.of(
                  "No %s in metric \"%s\" for %d steps, which is greater than or equal to max steps (%d) configured for early stopping."
                      .formatted(word, metric, evaluation.getKey() - bestStep, maxSteps));
            }
          }
          return Optional.empty();
        });
  }

  @Override
  public void begin(Graph graph) {
    seen = null;
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    List<EvaluationRecord> records = history.records();
    // The same object, not an equal one, is what hasn't changed.
    boolean isNew = records != seen;
    if (isNew) {
      seen = records;
      evaluations = values(records);
    }
    if (isNew || evaluations.containsKey(context.globalStep())) {
      rule.reason(evaluations.headMap(context.globalStep() + 1))
          .ifPresent(
              reason -> {
                Log.TENSORFLOW.info("{} Requesting early stopping.", reason);
                context.requestStop();
              });
    }
    return List.of();
  }

  private SortedMap<Long, Double> values(List<EvaluationRecord> records) {
    SortedMap<Long, Double> values = new TreeMap<>();
    for (EvaluationRecord evaluation : records) {
      if (!evaluation.scalars().containsKey(metric)) {
        throw new IllegalArgumentException(
            "Early stopping: the evaluations in %s have no metric \"%s\", only %s"
                .formatted(evalDir, metric, evaluation.scalars().keySet()));
      }
      values.put(evaluation.globalStep(), evaluation.value(metric));
    }
    return values;
  }

  @Override
  public void end(RunContext context) {
    if (evaluations.isEmpty()) {
      Log.TENSORFLOW.warn(
          "Early stopping has seen no evaluation in {}: train and evaluate in one, or evaluate beside the training.",
          evalDir);
    }
  }
}

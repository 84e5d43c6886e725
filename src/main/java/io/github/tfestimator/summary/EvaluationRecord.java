package io.github.tfestimator.summary;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One evaluation of a checkpoint, in double precision. Immutable.
 *
 * @param globalStep the global step of the checkpoint
 * @param loss the mean of the batches' losses
 * @param averageLoss the mean of the examples' losses
 * @param examples how many examples the checkpoint was evaluated on
 * @param metrics by name, without the losses
 * @param confusionMatrices by the metric's name, each with the counts by label, then by prediction
 */
public record EvaluationRecord(
    long globalStep,
    double loss,
    double averageLoss,
    long examples,
    Map<String, Double> metrics,
    Map<String, List<List<Long>>> confusionMatrices) {

  /** Copies the maps. */
  public EvaluationRecord {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    SortedMap<String, List<List<Long>>> copy = new TreeMap<>();
    confusionMatrices.forEach(
        (name, rows) -> copy.put(name, rows.stream().map(List::copyOf).toList()));
    confusionMatrices = Collections.unmodifiableSortedMap(copy);
  }

  /**
   * Returns a metric or a loss.
   *
   * @param name {@code loss}, {@code average_loss}, or a metric's name
   * @return its value
   * @throws IllegalArgumentException if the evaluation has no such metric
   */
  public double value(String name) {
    SortedMap<String, Double> scalars = scalars();
    if (!scalars.containsKey(name)) {
      throw new IllegalArgumentException(
          "The evaluation of step %d has no metric \"%s\", only %s"
              .formatted(globalStep, name, scalars.keySet()));
    }
    return scalars.get(name);
  }

  /** {@return the metrics, and the losses as {@code loss} and {@code average_loss}} */
  public SortedMap<String, Double> scalars() {
    SortedMap<String, Double> scalars = new TreeMap<>(metrics);
    scalars.put("loss", loss);
    scalars.put("average_loss", averageLoss);
    return scalars;
  }
}

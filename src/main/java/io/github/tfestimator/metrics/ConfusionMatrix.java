package io.github.tfestimator.metrics;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The number of examples of each class that were predicted as each class.
 *
 * @param counts by label, then by prediction; a square, over the classes from 0 to the largest one
 *     that was seen
 */
public record ConfusionMatrix(List<List<Long>> counts) implements MetricValue {

  /**
   * Copies the counts.
   *
   * @throws IllegalArgumentException if the counts aren't square or a count is negative
   */
  public ConfusionMatrix {
    counts = counts.stream().map(List::copyOf).toList();
    for (List<Long> row : counts) {
      if (row.size() != counts.size() || row.stream().anyMatch(count -> count < 0)) {
        throw new IllegalArgumentException(
            "counts (a row of %s among %d rows) must be a square of numbers from 0"
                .formatted(row, counts.size()));
      }
    }
  }

  /** {@return the number of classes, which are numbered from 0} */
  public int classes() {
    return counts.size();
  }

  /**
   * Returns one count.
   *
   * @param label the true class
   * @param prediction the predicted class
   * @return the number of examples of the label that were classified as the prediction
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public long count(int label, int prediction) {
    return counts.get(label).get(prediction);
  }

  /**
   * Returns the number of examples of a class.
   *
   * @param label a class
   * @return the number of examples with that label
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public long examples(int label) {
    return counts.get(label).stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the precision of a class: the share of correct examples among all examples that were
   * classified as the class.
   *
   * @param prediction a class
   * @return from 0 to 1; empty if no example was classified as the class
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public OptionalDouble precision(int prediction) {
    long correct = count(prediction, prediction);
    return part(correct, counts.stream().mapToLong(row -> row.get(prediction)).sum());
  }

  /**
   * Returns the recall of a class: the share of the class's examples that were classified as the
   * class.
   *
   * @param label a class
   * @return from 0 to 1; empty if the class has no examples
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public OptionalDouble recall(int label) {
    return part(count(label, label), examples(label));
  }

  private static OptionalDouble part(long correct, long all) {
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / all);
  }
}

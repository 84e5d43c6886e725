package io.github.tfestimator.input;

import java.util.SortedMap;

/**
 * Some examples, as the arrays that a step is fed with.
 *
 * @param size how many examples
 * @param features per feature name the rows of all examples, one after the other; sorted by name,
 *     so that no result depends on the order of a hash map
 * @param labels the class of each example; empty where there are no labels, as in prediction
 */
public record Batch(int size, SortedMap<String, float[]> features, int[] labels) {

  /**
   * @return whether there are labels
   */
  public boolean isLabeled() {
    return labels.length > 0;
  }
}

package io.github.tfestimator.metrics;

import org.tensorflow.ndarray.Shape;

/** The rule that labels and predictions have the same shape. */
final class SameShape {
  private SameShape() {}

  /**
   * Checks the rule. As in {@code tf.metrics}, [batch] and [batch, 1] count as the same.
   *
   * @param labels of the labels; dimensions may be unknown
   * @param predictions of the predictions; dimensions may be unknown
   * @throws IllegalArgumentException if they differ
   */
  static void require(Shape labels, Shape predictions) {
    if (!labels.isCompatibleWith(predictions)
        && !isColumn(labels, predictions)
        && !isColumn(predictions, labels)) {
      throw new IllegalArgumentException(
          "labels %s and predictions %s must have the same shape".formatted(labels, predictions));
    }
  }

  /** Tells whether a shape is another one with a last dimension of 1. */
  private static boolean isColumn(Shape longer, Shape shorter) {
    int rank = shorter.numDimensions();
    return longer.numDimensions() == rank + 1
        && (longer.get(rank) == 1 || longer.get(rank) == Shape.UNKNOWN_SIZE)
        && longer.subShape(0, rank).isCompatibleWith(shorter);
  }
}

package io.github.tfestimator.estimator;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;

/** The classes of a batch in a model's graph; there are none in PREDICT. */
public final class Labels {
  private final Optional<Operand<TInt32>> classes;

  private Labels(Optional<Operand<TInt32>> classes) {
    this.classes = classes;
  }

  static Labels of(Operand<TInt32> classes) {
    return new Labels(Optional.of(classes));
  }

  static Labels none() {
    return new Labels(Optional.empty());
  }

  /**
   * @return the class of each example, int32 [batch]
   * @throws IllegalStateException in PREDICT, where there are no labels
   */
  public Operand<TInt32> get() {
    return classes.orElseThrow(
        () ->
            new IllegalStateException(
                "There are no labels in PREDICT: return EstimatorSpec.predict(...) before asking for"
                    + " them."));
  }
}

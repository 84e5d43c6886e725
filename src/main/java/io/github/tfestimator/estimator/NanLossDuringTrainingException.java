package io.github.tfestimator.estimator;

/** The loss is no number any more: {@code tf.train.NanLossDuringTrainingError}. */
public final class NanLossDuringTrainingException extends EstimatorException {
  private static final long serialVersionUID = 1;

  NanLossDuringTrainingException(long globalStep) {
    super(
        ("NaN loss during training, at step %d: the model diverged. The newest checkpoint is from"
                + " before; try a lower learning rate.")
            .formatted(globalStep));
  }
}

package io.github.tfestimator.hooks;

/**
 * The loss, or a variable, is no finite number any more: {@code
 * tf.train.NanLossDuringTrainingError}. The message is for the user.
 */
public final class NanLossDuringTrainingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private NanLossDuringTrainingException(String what, long globalStep) {
    super(
        "%s at step %d: the model diverged. The newest checkpoint is from before; try a lower learning"
                .formatted(what, globalStep)
            + " rate.");
  }

  static NanLossDuringTrainingException ofLoss(float loss, long globalStep) {
    return new NanLossDuringTrainingException("The loss is " + loss, globalStep);
  }

  static NanLossDuringTrainingException ofVariables(long globalStep) {
    return new NanLossDuringTrainingException("A variable is no finite number", globalStep);
  }
}

package io.github.tfestimator.estimator;

/** Ends a training whose loss is no finite number any more: {@code tf.train.NanTensorHook}. */
final class NanLossHook implements SessionRunHook {
  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (!Float.isFinite(values.loss())) {
      Log.TENSORFLOW.error("Model diverged with loss = {}.", values.loss());
      throw NanLossDuringTrainingException.ofLoss(values.loss(), context.globalStep());
    }
  }
}

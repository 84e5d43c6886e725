package io.github.tfestimator.hooks;

/**
 * Ends a training whose loss is no finite number any more: {@code tf.train.NanTensorHook}. Each
 * training has one that fails, unless it is given another one. The newest checkpoint is from before
 * either way.
 */
public final class NanTensorHook implements SessionRunHook {
  private final boolean fails;

  private NanTensorHook(boolean fails) {
    this.fails = fails;
  }

  /**
   * {@code NanTensorHook(loss, fail_on_nan_loss=True)}.
   *
   * @return a hook that ends the training with a {@link NanLossDuringTrainingException}
   */
  public static NanTensorHook fail() {
    return new NanTensorHook(true);
  }

  /**
   * {@code NanTensorHook(loss, fail_on_nan_loss=False)}.
   *
   * @return a hook that ends the training in peace, without saving
   */
  public static NanTensorHook stop() {
    return new NanTensorHook(false);
  }

  /** {@return whether a NaN loss ends the training with an exception} */
  public boolean fails() {
    return fails;
  }

  @Override
  public boolean runsOnEachWorker() {
    return true;
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (Float.isFinite(values.loss())) {
      return;
    }
    if (fails) {
      Log.TENSORFLOW.error("Model diverged with loss = {}.", values.loss());
      throw NanLossDuringTrainingException.ofLoss(values.loss(), context.globalStep());
    }
    Log.TENSORFLOW.warn("Model diverged with loss = {}.", values.loss());
    context.abandon();
  }
}

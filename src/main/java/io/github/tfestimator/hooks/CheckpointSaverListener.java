package io.github.tfestimator.hooks;

/** Is told of the checkpoints that a training saves: {@code tf.train.CheckpointSaverListener}. */
@FunctionalInterface
public interface CheckpointSaverListener {

  /**
   * After a checkpoint was saved.
   *
   * @param context the training; it may be asked to stop
   * @param globalStep the checkpoint's
   */
  void afterSave(RunContext context, long globalStep);
}

/**
 * TensorFlow's checkpoints, whole or absent: {@code tf.train.Saver}, {@code
 * tf.train.load_checkpoint} and the model directory around them.
 *
 * <p>To look into a checkpoint, {@link io.github.tfestimator.checkpoint.CheckpointReader} is
 * enough. The estimator saves by {@link io.github.tfestimator.checkpoint.Checkpoints} while it
 * holds the {@link io.github.tfestimator.checkpoint.ModelDir}.
 */
package io.github.tfestimator.checkpoint;

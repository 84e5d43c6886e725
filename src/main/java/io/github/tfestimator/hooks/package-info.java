/**
 * Hooks, which receive callbacks during a training: {@code tf.train.SessionRunHook} and its
 * implementations.
 *
 * <p>Most users need only {@link io.github.tfestimator.hooks.LoggingTensorHook}. A custom hook
 * implements {@link io.github.tfestimator.hooks.SessionRunHook}. Loss, speed, checkpoints and the
 * check for NaN are default hooks of each training.
 */
package io.github.tfestimator.hooks;

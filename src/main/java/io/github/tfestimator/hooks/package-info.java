/**
 * What looks on while a model is trained: {@code tf.train.SessionRunHook} and its kin.
 *
 * <p>Most users need only {@link io.github.tfestimator.hooks.LoggingTensorHook}; who wants to do
 * something of their own implements {@link io.github.tfestimator.hooks.SessionRunHook}. Loss,
 * speed, checkpoints and the check for NaN are there without asking.
 */
package io.github.tfestimator.hooks;

/**
 * Examples in batches, as plain Java arrays without TensorFlow's natives.
 *
 * <p>The door is {@link io.github.tfestimator.input.InputFn}.
 */
package io.github.tfestimator.input;

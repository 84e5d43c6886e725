/**
 * The tutorial's convolutional network for MNIST's digits.
 *
 * <p>The door is {@link io.github.tfestimator.cnn.CnnModelFn}: {@code Estimator.of(new
 * CnnModelFn(CnnParams.defaults()), RunConfig.in(modelDir))}.
 */
package io.github.tfestimator.cnn;

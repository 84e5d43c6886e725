/**
 * Training on several machines and devices, over TensorFlow's own runtime: {@code tf.distribute}.
 * Start with {@link io.github.tfestimator.distribute.Cluster}, which reads {@code TF_CONFIG}.
 *
 * <p>The graph of a training carries its {@link io.github.tfestimator.distribute.Distribution}. By
 * it layers spread variables over parameter servers and take the mean of gradients over devices and
 * workers.
 */
package io.github.tfestimator.distribute;

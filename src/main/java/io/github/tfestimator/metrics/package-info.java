/**
 * Metrics of an evaluation: {@code tf.metrics} of TensorFlow 1.x.
 *
 * <p>The door is {@link io.github.tfestimator.metrics.Metric}, whose static methods make them all:
 *
 * <pre>{@code
 * EstimatorSpec.evaluate(loss, Map.of("accuracy", Metric.accuracy(tf, labels.get(), classes)));
 * }</pre>
 */
package io.github.tfestimator.metrics;

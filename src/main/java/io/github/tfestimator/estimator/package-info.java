/**
 * {@code tf.estimator} for TensorFlow Java: a model function with three modes, and training,
 * evaluation, prediction and checkpoints around it.
 *
 * <p>Most users need only {@link io.github.tfestimator.estimator.Estimator}, {@link
 * io.github.tfestimator.estimator.ModelFn} and {@link
 * io.github.tfestimator.estimator.EstimatorSpec}:
 *
 * <pre>{@code
 * var estimator = Estimator.of(modelFn, RunConfig.in(Path.of("train/model")));
 * estimator.train(train.shuffledBatches(100, seed), Steps.more(16_000));
 * Evaluation result = estimator.evaluate(test.batches(128));
 * }</pre>
 *
 * <p>Log lines are Python's, through slf4j's logger {@code tensorflow}.
 */
package io.github.tfestimator.estimator;

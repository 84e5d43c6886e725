package io.github.tfestimator.examples;

import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.vocabulary;

import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.LayerArguments;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.layers.Regularizer;
import io.github.tfestimator.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Regression with Adam: the price that a user would pay, of the user's number and 4 measurements.
 */
final class Prices implements ModelFn {
  private static final int USERS = 50;

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);

    // Each user gets a row of 8 numbers, which is learned: [batch, 8].
    var user = layers.embedding(features.get("user", TInt64.class), vocabulary(USERS), units(8));
    var x = tf.concat(List.of(user, features.get("x")), tf.constant(1)); // [batch, 12]
    var hidden =
        layers.dense(
            x,
            units(32),
            Activation.RELU,
            LayerArguments.kernelRegularizer(Regularizer.l2(1e-4f))); // [batch, 32]
    var price = layers.dense(hidden, units(1)); // [batch, 1]
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("price", price));
    }

    var target = labels.get(TFloat32.class); // [batch, 1]
    var loss = tf.math.add(Losses.meanSquaredError(tf, target, price), layers.regularizationLoss());
    if (mode == Mode.TRAIN) {
      return EstimatorSpec.train(loss, new AdamOptimizer(0.01f).minimize(tf, loss));
    }

    return EstimatorSpec.evaluate(
        loss, Map.of("rmse", Metric.rootMeanSquaredError(tf, target, price)));
  }

  /** Prices by a rule that isn't linear. */
  static ArrayInput examples(int count, long seed) {
    var random = new Random(seed);
    long[] users = new long[count];
    float[][] x = new float[count][4];
    float[][] prices = new float[count][1];
    for (int i = 0; i < count; i++) {
      users[i] = random.nextInt(USERS);
      for (int j = 0; j < 4; j++) {
        x[i][j] = random.nextFloat();
      }
      prices[i][0] = users[i] % 5 + 2 * x[i][0] * x[i][1] - x[i][2];
    }
    return ArrayInput.of(Map.of("user", users, "x", x), prices);
  }
}

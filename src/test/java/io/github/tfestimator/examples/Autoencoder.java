package io.github.tfestimator.examples;

import static io.github.tfestimator.layers.LayerArguments.units;

import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.util.Map;
import java.util.Random;
import org.tensorflow.op.Ops;

/** An autoencoder, which has no labels: curves of 16 points, told by 2 numbers. */
final class Autoencoder implements ModelFn {
  private static final int POINTS = 16;

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var x = features.get("x"); // [batch, 16]
    var wide = layers.dense(x, units(24), Activation.RELU); // [batch, 24]
    var code = layers.dense(wide, units(2)); // [batch, 2]
    var again = layers.dense(code, units(24), Activation.RELU); // [batch, 24]
    var reconstruction = layers.dense(again, units(POINTS)); // [batch, 16]
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("code", code, "reconstruction", reconstruction, "x", x));
    }

    var loss = Losses.meanSquaredError(tf, x, reconstruction);
    if (mode == Mode.TRAIN) {
      return EstimatorSpec.train(loss, new AdamOptimizer(0.01f).minimize(tf, loss));
    }

    return EstimatorSpec.evaluate(
        loss, Map.of("mae", Metric.meanAbsoluteError(tf, x, reconstruction)));
  }

  /** Waves of some phase and height. */
  static ArrayInput examples(int count, long seed) {
    var random = new Random(seed);
    float[][] x = new float[count][POINTS];
    for (float[] curve : x) {
      double phase = random.nextDouble() * Math.PI;
      double height = 0.5 + random.nextDouble();
      for (int i = 0; i < POINTS; i++) {
        curve[i] = (float) (height * Math.sin(phase + i * Math.PI / 8));
      }
    }
    return ArrayInput.of(Map.of("x", x));
  }
}

package io.github.tfestimator.parity;

import static io.github.tfestimator.layers.LayerArguments.units;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A small regression with Adam: the model of {@code scripts/parity/adam.py}. */
final class AdamModel {
  private static final int BATCH = 8;
  private static final int WIDTH = 4;

  private AdamModel() {}

  /** Trains a model directory, args[0], some steps further, args[1]. */
  public static void main(String[] args) {
    train(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  static void train(Path modelDir, int steps) {
    Estimator.of(AdamModel::modelFn, RunConfig.in(modelDir)).train(input(steps), Steps.more(steps));
  }

  private static EstimatorSpec modelFn(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var hidden = layers.dense(features.get("x"), units(3), Activation.RELU);
    var outputs = tf.reshape(layers.dense(hidden, units(1)), tf.array(-1));
    var squares = tf.math.squaredDifference(outputs, labels.get(TFloat32.class));
    var loss = tf.math.mean(squares, tf.constant(0));
    return EstimatorSpec.train(loss, new AdamOptimizer(0.01f).minimize(tf, loss));
  }

  /** As many batches: x is a wave over all values, y the sum of its squares. */
  private static InputFn input(int steps) {
    float[][] x = new float[steps * BATCH][WIDTH];
    float[] y = new float[steps * BATCH];
    for (int row = 0; row < y.length; row++) {
      for (int i = 0; i < WIDTH; i++) {
        x[row][i] = (float) Math.sin(0.7 * (row * WIDTH + i + 1));
        y[row] += x[row][i] * x[row][i];
      }
    }
    return ArrayInput.of(Map.of("x", x), y).batches(BATCH);
  }
}

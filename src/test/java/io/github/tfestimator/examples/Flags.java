package io.github.tfestimator.examples;

import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.useBias;
import static io.github.tfestimator.layers.Padding.SAME;

import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.LayerArguments;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.LearningRate;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.layers.MomentumOptimizer;
import io.github.tfestimator.metrics.Metric;
import java.util.Map;
import java.util.Random;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/**
 * Color images of 16x16 pixels with batch normalization and momentum: flags of three stripes, and
 * which way these lie.
 */
final class Flags implements ModelFn {
  private static final int SIDE = 16;

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    boolean training = mode == Mode.TRAIN;
    var pixels = tf.dtypes.cast(features.get("image", TUint8.class), TFloat32.class);
    var image = tf.math.div(pixels, tf.constant(255f)); // [batch, 16, 16, 3]

    // The normalization's own beta takes the place of a bias.
    var conv1 = layers.conv2d(image, filters(8), kernelSize(3, 3), SAME, useBias(false));
    var norm1 = tf.nn.relu(layers.batchNormalization(conv1, training)); // [batch, 16, 16, 8]
    var pool1 = layers.maxPooling2d(norm1, poolSize(2, 2), strides(2)); // [batch, 8, 8, 8]
    var conv2 =
        layers.conv2d(
            pool1, filters(16), kernelSize(3, 3), LayerArguments.strides(2), SAME, useBias(false));
    var norm2 = tf.nn.relu(layers.batchNormalization(conv2, training)); // [batch, 4, 4, 16]
    var means = layers.globalAveragePooling2d(norm2); // [batch, 16]
    var logits = layers.dense(means, units(2)); // [batch, 2]
    var classes = tf.math.argMax(logits, tf.constant(1), TInt64.class); // [batch]
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(
          Map.of("classes", classes, "probabilities", tf.nn.softmax(logits)));
    }

    var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
    if (training) {
      var rate = LearningRate.exponentialDecay(0.05f, 100, 0.9f);
      return EstimatorSpec.train(loss, new MomentumOptimizer(rate, 0.9f).minimize(tf, loss));
    }

    return EstimatorSpec.evaluate(
        loss, Map.of("accuracy", Metric.accuracy(tf, labels.get(), classes)));
  }

  /** Flags of three colors at random: label 0 for stripes that lie, 1 for those that stand. */
  static ArrayInput examples(int count, long seed) {
    var random = new Random(seed);
    byte[][][][] images = new byte[count][SIDE][SIDE][3];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      byte[][] colors = new byte[3][3];
      for (byte[] color : colors) {
        random.nextBytes(color);
      }
      for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
          int stripe = 3 * (labels[i] == 0 ? row : column) / SIDE;
          images[i][row][column] = colors[stripe].clone();
        }
      }
    }
    return ArrayInput.of(Map.of("image", images), labels);
  }
}

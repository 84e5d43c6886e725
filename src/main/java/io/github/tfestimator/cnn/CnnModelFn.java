package io.github.tfestimator.cnn;

import static io.github.tfestimator.layers.Activation.RELU;
import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.rate;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.Padding.SAME;

import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.util.Map;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/**
 * The tutorial's {@code cnn_model_fn}: two convolutions, each followed by a pooling, a dense layer
 * with dropout, and one output for each of the ten digits.
 *
 * @param params the hyperparameters of the network
 */
public record CnnModelFn(CnnParams params) implements ModelFn {

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);

    // Input layer: images of 28x28 pixels and one channel.
    var input = tf.reshape(features.get("x"), tf.array(-1, 28, 28, 1)); // [batch, 28, 28, 1]

    // Each convolution looks for features in windows of 5x5: [batch, 28, 28, 32].
    var filters1 = filters(params.conv1Filters());
    var conv1 = layers.conv2d(input, filters1, kernelSize(5, 5), SAME, RELU);

    // Each pooling halves height and width.
    var pool1 = layers.maxPooling2d(conv1, poolSize(2, 2), strides(2)); // [batch, 14, 14, 32]

    // The second convolution looks for features of features: [batch, 14, 14, 36].
    var filters2 = filters(params.conv2Filters());
    var conv2 = layers.conv2d(pool1, filters2, kernelSize(5, 5), SAME, RELU);

    var pool2 = layers.maxPooling2d(conv2, poolSize(2, 2), strides(2)); // [batch, 7, 7, 36]

    // Dense layer: all features of an image at once. Dropout keeps it from learning by heart.
    var flat = tf.reshape(pool2, tf.array(-1, 7 * 7 * params.conv2Filters())); // [batch, 1764]
    var dense = layers.dense(flat, units(params.denseUnits()), RELU); // [batch, 1764]
    var dropout = layers.dropout(dense, rate(params.dropoutRate()), mode == Mode.TRAIN);

    // Logits layer: how much speaks for each digit.
    var logits = layers.dense(dropout, units(10)); // [batch, 10]

    var classes = tf.math.argMax(logits, tf.constant(1), TInt64.class); // [batch]
    var probabilities = tf.withName("softmax_tensor").nn.softmax(logits); // [batch, 10]
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("classes", classes, "probabilities", probabilities));
    }

    var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
    if (mode == Mode.TRAIN) {
      var optimizer = new GradientDescentOptimizer(params.learningRate());
      return EstimatorSpec.train(loss, optimizer.minimize(tf, loss));
    }

    return EstimatorSpec.evaluate(
        loss,
        Map.of(
            "accuracy", Metric.accuracy(tf, labels.get(), classes),
            "confusion_matrix", Metric.confusionMatrix(labels.get(), classes)));
  }
}

package io.github.tfestimator.cnn;

import static io.github.tfestimator.layers.Activation.RELU;
import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.rate;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.useBias;
import static io.github.tfestimator.layers.Padding.SAME;

import io.github.tfestimator.cnn.augment.Augmentation;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The tutorial's {@code cnn_model_fn}: convolutions, each followed by a pooling, dense layers with
 * dropout, and one output for each class. With {@link CnnParams#defaults} there are two
 * convolutions and one dense layer, for ten digits.
 *
 * @param params the hyperparameters of the network
 * @param temperature what the logits are divided by for the probabilities: 1, but for a calibrated
 *     model
 */
public record CnnModelFn(CnnParams params, float temperature) implements ModelFn {
  /** As many classes as a confusion matrix counts. */
  private static final int MAX_CONFUSION_CLASSES = 1000;

  /**
   * Creates the function of a network whose probabilities stay as they are.
   *
   * @param params the hyperparameters of the network
   */
  public CnnModelFn(CnnParams params) {
    this(params, 1);
  }

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    boolean training = mode == Mode.TRAIN;

    // Input layer: images of 28x28 pixels and one channel, unless told otherwise.
    var image = params.image();
    Operand<TFloat32> net = // [batch, 28, 28, 1]
        tf.reshape(
            features.get("x"), tf.array(-1, image.height(), image.width(), image.channels()));

    // In training the images may be changed at random, each step anew; by default they aren't.
    if (training) {
      net = Augmentation.of(tf, net, params.augmentation());
    }

    // The first convolution looks for features in windows of 5x5, the next for features of those.
    var window = kernelSize(params.kernelSize(), params.kernelSize());
    for (int count : params.convFilters()) {
      if (params.batchNorm()) {
        net = layers.conv2d(net, filters(count), window, SAME, useBias(false));
        net = layers.batchNormalization(net, training);
        // As relu before the pooling, of a quarter of the numbers.
        net = tf.nn.relu(layers.maxPooling2d(net, poolSize(2, 2), strides(2)));
      } else {
        net = layers.conv2d(net, filters(count), window, SAME, RELU); // [batch, 28, 28, 32]
        // Each pooling halves height and width.
        net = layers.maxPooling2d(net, poolSize(2, 2), strides(2)); // [batch, 14, 14, 32]
      }
    }

    // Dense layers: all features of an image at once. Dropout keeps them from learning by heart.
    net = tf.reshape(net, tf.array(-1, (int) net.shape().tail().size())); // [batch, 1764]
    for (int count : params.denseUnits()) {
      net = layers.dense(net, units(count), RELU); // [batch, 1764]
    }
    net = layers.dropout(net, rate(params.dropoutRate()), training);

    // Logits layer: how much speaks for each class.
    var logits = layers.dense(net, units(params.classes())); // [batch, 10]

    // The weights may be averaged over the steps of the training; by default they aren't.
    var optimization = params.optimization();
    if (!training) {
      optimization.restoreAverages(tf);
    }

    var classes = tf.math.argMax(logits, tf.constant(1), TInt64.class); // [batch]
    // A calibrated model divides them by a temperature, to be as sure as it is often right.
    var calibrated = temperature == 1 ? logits : tf.math.mul(logits, tf.constant(1 / temperature));
    var probabilities = tf.withName("softmax_tensor").nn.softmax(calibrated); // [batch, 10]
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("classes", classes, "probabilities", probabilities));
    }

    if (training) {
      var loss = optimization.loss(tf, labels.get(), logits);
      return EstimatorSpec.train(loss, optimization.minimize(tf, loss));
    }

    var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
    var accuracy = Metric.accuracy(tf, labels.get(), classes);
    if (params.classes() > MAX_CONFUSION_CLASSES) {
      return EstimatorSpec.evaluate(loss, Map.of("accuracy", accuracy));
    }
    return EstimatorSpec.evaluate(
        loss,
        Map.of(
            "accuracy",
            accuracy,
            "confusion_matrix",
            Metric.confusionMatrix(labels.get(), classes)));
  }
}

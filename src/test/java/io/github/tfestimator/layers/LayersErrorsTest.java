package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.Activation.LINEAR;
import static io.github.tfestimator.layers.Activation.RELU;
import static io.github.tfestimator.layers.LayerArguments.biasInitializer;
import static io.github.tfestimator.layers.LayerArguments.biasRegularizer;
import static io.github.tfestimator.layers.LayerArguments.dilationRate;
import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.useBias;
import static io.github.tfestimator.layers.LayerArguments.vocabulary;
import static io.github.tfestimator.layers.Padding.SAME;
import static io.github.tfestimator.layers.Padding.VALID;
import static io.github.tfestimator.layers.Regularizer.l2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.Tensors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Errors of layers and losses for arguments that don't fit. */
class LayersErrorsTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Layers layers = Layers.on(tf);
  private final Operand<TFloat32> images = input(-1, 8, 8, 3);

  @AfterEach
  void closeTheGraph() {
    graph.close();
  }

  @Test
  void anArgumentGivenTwiceIsAnError() {
    assertSays(
        () -> layers.conv2d(images, filters(1), kernelSize(1, 1), SAME, RELU, VALID),
        "conv2d takes one Padding, but was given [SAME, VALID]");
    assertSays(
        () -> layers.dense(input(-1, 2), units(1), RELU, LINEAR), "dense takes one Activation");
  }

  @Test
  void anArgumentWithoutEffectIsAnError() {
    assertSays(
        () -> layers.dense(input(-1, 2), units(1), useBias(false), biasRegularizer(l2(1))),
        "dense was given a BiasRegularizer, but useBias(false) makes no bias: leave it out");
    assertSays(
        () ->
            layers.conv2d(
                images,
                filters(1),
                kernelSize(1, 1),
                biasInitializer(Initializers.ones()),
                useBias(false)),
        "conv2d was given a BiasInitializer");
  }

  @Test
  void stridesWithDilationAreAnError() {
    assertSays(
        () -> layers.conv2d(images, filters(1), kernelSize(3, 3), strides(2), dilationRate(2)),
        "conv2d takes strides or a dilation rate above 1, but was given both");
  }

  @Test
  void aDilatedImageOfUnknownSizeIsAnError() {
    assertSays(
        () -> layers.conv2d(input(-1, -1, 8, 3), filters(1), kernelSize(3, 3), dilationRate(2)),
        "known height and width, but found [-1, -1, 8, 3]");
  }

  @Test
  void anInputOfAnotherRankIsAnError() {
    var matrix = input(-1, 784);
    String message = "takes an input of 4 dimensions, the last one known, but found [-1, 784]";
    assertSays(() -> layers.conv2d(matrix, filters(1), kernelSize(1, 1)), "conv2d " + message);
    assertSays(
        () -> layers.maxPooling2d(matrix, poolSize(2, 2), strides(2)), "max_pooling2d " + message);
    assertSays(
        () -> layers.averagePooling2d(matrix, poolSize(2, 2), strides(2)),
        "average_pooling2d " + message);
    assertSays(() -> layers.globalMaxPooling2d(matrix), "global_max_pooling2d " + message);
    assertSays(
        () -> layers.batchNormalization(input(-1), true),
        "batch_normalization takes an input of 2 to 4 dimensions");
  }

  @Test
  void anUnknownNumberOfChannelsIsAnError() {
    assertSays(() -> layers.dense(input(-1, -1), units(1)), "but found [-1, -1]: reshape it first");
    assertSays(() -> layers.flatten(input(-1, -1, 3)), "flatten", "found [-1, -1, 3]");
    assertSays(() -> layers.flatten(tf.constant(1f)), "flatten", "found []");
  }

  @Test
  void anEmbeddingOfFloatsIsAnError() {
    assertSays(
        () -> layers.embedding(input(-1), vocabulary(3), units(2)),
        "embedding takes ids of int32 or int64, but found TFloat32");
  }

  @Test
  void anIdOutOfRangeFailsTheStep() {
    RandomSeed.set(tf, 1);
    var rows = layers.embedding(tf.array(0, 3), vocabulary(3), units(2));
    try (Session session = new Session(graph)) {
      session.initialize();
      assertThatThrownBy(() -> Tensors.floats(session, rows))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("indices[1] = 3 is not in [0, 3)");
    }
  }

  @Test
  void labelsOfAnotherShapeAreAnError() {
    var predictions = input(-1, 1);
    assertSays(
        () -> Losses.meanSquaredError(tf, input(-1), predictions),
        "mean_squared_error takes labels of shape [-1, 1], but found [-1]: reshape them first");
    assertSays(() -> Losses.huberLoss(tf, input(-1), predictions), "huber_loss");
    assertSays(
        () -> Losses.softmaxCrossEntropy(tf, input(-1, 3), input(-1, 4)),
        "labels of shape [-1, 4], but found [-1, 3]");
    assertSays(
        () -> Losses.sparseSoftmaxCrossEntropy(tf, tf.array(1, 2), input(3, 4)),
        "labels of shape [3], but found [2]");
    assertSays(
        () -> Losses.sparseSoftmaxCrossEntropy(tf, input(3), input(3, 4)),
        "labels of int32 or int64, but found TFloat32");
    assertSays(
        () -> Losses.sparseSoftmaxCrossEntropy(tf, tf.array(1), input(-1)),
        "logits [batch, classes], the classes known, but found [-1]");
  }

  @Test
  void weightsOfAnotherShapeAreAnError() {
    assertSays(
        () ->
            Losses.meanSquaredError(tf, input(6, 4), input(6, 4), LossArguments.weights(input(6))),
        "mean_squared_error has losses of shape [6, 4], but weights of shape [6]: give a scalar");
  }

  @Test
  void labelsMayBeAColumn() {
    var logits = tf.constant(new float[][] {{1, 2}, {3, 5}});
    var column = tf.constant(new int[][] {{0}, {1}});
    var row = tf.array(0, 1);
    var one = Losses.sparseSoftmaxCrossEntropy(tf, column, logits);
    var other = Losses.sparseSoftmaxCrossEntropy(tf, row, logits);
    try (Session session = new Session(graph)) {
      assertThat(Tensors.floats(session, one)).containsExactly(Tensors.floats(session, other));
    }
  }

  @Test
  void withoutRegularizersThePenaltyIsZero() {
    layers.dense(input(-1, 2), units(1));
    var penalty = layers.regularizationLoss();
    try (Session session = new Session(graph)) {
      assertThat(Tensors.floats(session, penalty)).containsExactly(0);
    }
  }

  private Operand<TFloat32> input(long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  private static void assertSays(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}

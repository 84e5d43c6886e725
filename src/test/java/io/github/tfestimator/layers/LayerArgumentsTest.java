package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Arguments that the layers refuse. */
class LayerArgumentsTest {
  private static final long ANY = Shape.UNKNOWN_SIZE;

  @ParameterizedTest
  @ValueSource(ints = {0, -3, Integer.MIN_VALUE})
  void sizesBelowOneAreRefusedByName(int size) {
    assertRefused(() -> LayerArguments.filters(size), "filters (" + size + ")");
    assertRefused(() -> LayerArguments.kernelSize(size, 5), "kernel height (" + size + ")");
    assertRefused(() -> LayerArguments.kernelSize(5, size), "kernel width (" + size + ")");
    assertRefused(() -> LayerArguments.poolSize(size, 2), "pool height (" + size + ")");
    assertRefused(() -> LayerArguments.poolSize(2, size), "pool width (" + size + ")");
    assertRefused(() -> LayerArguments.strides(size), "strides (" + size + ")");
    assertRefused(() -> LayerArguments.strides(1, size), "strides (" + size + ")");
    assertRefused(() -> LayerArguments.units(size), "units (" + size + ")");
    assertRefused(() -> LayerArguments.vocabulary(size), "vocabulary (" + size + ")");
    assertRefused(() -> LayerArguments.dilationRate(size), "dilation rate (" + size + ")");
  }

  @ParameterizedTest
  @ValueSource(floats = {1f, 1.5f, -0.1f, Float.NaN, Float.POSITIVE_INFINITY})
  void dropoutRatesThatAreNoPartAreRefused(float rate) {
    assertRefused(() -> LayerArguments.rate(rate), "dropout rate (" + rate + ")");
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -0.1f, Float.NaN, Float.POSITIVE_INFINITY})
  void learningRatesThatLeadNowhereAreRefused(float rate) {
    assertRefused(() -> new GradientDescentOptimizer(rate), "learning rate (" + rate + ")");
  }

  @Test
  void optionsOutsideOfTheirRangeAreRefused() {
    assertRefused(() -> LayerArguments.momentum(1), "momentum (1.0)");
    assertRefused(() -> LayerArguments.epsilon(0), "epsilon (0.0)");
    assertRefused(() -> LossArguments.delta(0), "delta (0.0)");
    assertRefused(() -> LossArguments.labelSmoothing(1.5f), "label smoothing (1.5)");
    assertRefused(() -> Regularizer.l2(-1), "l2 factor (-1.0)");
    assertRefused(() -> Regularizer.l1l2(Float.NaN, 1), "l1 factor (NaN)");
  }

  @Test
  void theLeastSizesAndRatesAreTaken() {
    assertThat(LayerArguments.filters(1).count()).isEqualTo(1);
    assertThat(LayerArguments.kernelSize(1, 2).width()).isEqualTo(2);
    assertThat(LayerArguments.poolSize(1, 2).height()).isEqualTo(1);
    assertThat(LayerArguments.strides(1).height()).isEqualTo(1);
    assertThat(LayerArguments.units(1).count()).isEqualTo(1);
    assertThat(LayerArguments.rate(0).dropped()).isZero();
  }

  @Test
  void aConvolutionNeedsToKnowItsChannels() {
    assertRefused(() -> convolve(Shape.of(ANY, 28, 28, ANY)), "conv2d takes an input of 4");
    assertRefused(() -> convolve(Shape.of(ANY, 784)), "conv2d takes an input of 4");
    assertRefused(() -> convolve(Shape.unknown()), "but found a shape of unknown rank");
  }

  @Test
  void aConvolutionNeedsToKnowNothingElse() {
    // Shapes with unknown sizes are never equal: their sizes are.
    assertThat(convolve(Shape.of(ANY, ANY, ANY, 2)).asArray()).containsExactly(ANY, ANY, ANY, 3);
  }

  @Test
  void aDenseLayerNeedsToKnowItsInputs() {
    assertRefused(() -> dense(Shape.of(5, ANY)), "dense takes an input of 2");
    assertRefused(() -> dense(Shape.of(5)), "dense takes an input of 2");
  }

  @Test
  void aStepNeedsAGlobalStepToCount() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var weight = Variables.create(tf, "weight", Shape.scalar(), Initializers.zeros());
      var loss = tf.math.mul(weight.value(), tf.constant(2f));
      assertThatThrownBy(() -> new GradientDescentOptimizer(0.1f).minimize(tf, loss))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("GlobalStep.create");
    }
  }

  @Test
  void argumentsThatAreNullAreNamed() {
    assertNamed(() -> Layers.on(null), "tf");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var layers = Layers.on(tf);
      var input = placeholder(tf, Shape.of(ANY, 4));
      var images = placeholder(tf, Shape.of(ANY, 8, 8, 3));
      assertNamed(() -> layers.dense(null, LayerArguments.units(1)), "input");
      assertNamed(() -> layers.dense(input, null), "units");
      assertNamed(() -> layers.flatten(null), "input");
      assertNamed(() -> layers.dropout(null, LayerArguments.rate(0), true), "input");
      assertNamed(() -> layers.dropout(input, null, true), "rate");
      assertNamed(
          () -> layers.embedding(null, LayerArguments.vocabulary(1), LayerArguments.units(1)),
          "ids");
      assertNamed(() -> layers.embedding(input, null, LayerArguments.units(1)), "vocabulary");
      assertNamed(() -> layers.conv2d(images, null, LayerArguments.kernelSize(1, 1)), "filters");
      assertNamed(() -> layers.conv2d(images, LayerArguments.filters(1), null), "kernelSize");
      assertNamed(() -> layers.maxPooling2d(images, null, LayerArguments.strides(1)), "poolSize");
      assertNamed(
          () -> layers.averagePooling2d(images, LayerArguments.poolSize(1, 1), null), "strides");
      assertNamed(() -> layers.globalMaxPooling2d(null), "input");
      assertNamed(() -> layers.globalAveragePooling2d(null), "input");
      assertNamed(() -> layers.batchNormalization(null, true), "input");
      assertNamed(
          () -> layers.dense(input, LayerArguments.units(1), (DenseArgument) null),
          "null among the arguments of dense");
      assertNamed(() -> Losses.meanSquaredError(tf, null, input), "labels");
      assertNamed(() -> Losses.softmaxCrossEntropy(tf, input, null), "logits");
      assertNamed(() -> Losses.huberLoss(null, input, input), "tf");
      assertNamed(() -> new AdamOptimizer(null), "learningRate");
      assertNamed(() -> new AdamOptimizer().minimize(tf, null), "loss");
    }
    assertNamed(() -> LayerArguments.kernelInitializer(null), "kernelInitializer");
    assertNamed(() -> LayerArguments.kernelRegularizer(null), "kernelRegularizer");
    assertNamed(() -> LayerArguments.name(null), "name");
    assertNamed(() -> LossArguments.weights(null), "weights");
  }

  private static void assertNamed(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String argument) {
    assertThatThrownBy(what)
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining(argument);
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable what, String because) {
    assertThatThrownBy(what)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(because);
  }

  private static Shape convolve(Shape input) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      return Layers.on(tf)
          .conv2d(
              placeholder(tf, input),
              LayerArguments.filters(3),
              LayerArguments.kernelSize(5, 5),
              Padding.SAME,
              Activation.LINEAR)
          .shape();
    }
  }

  private static Shape dense(Shape input) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      return Layers.on(tf).dense(placeholder(tf, input), LayerArguments.units(3)).shape();
    }
  }

  private static Operand<TFloat32> placeholder(Ops tf, Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}

package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
  void everyArgumentKeepsItsValue() {
    assertThat(LayerArguments.kernelSize(3, 4)).isEqualTo(new LayerArguments.KernelSize(3, 4));
    assertThat(LayerArguments.poolSize(3, 4).ofImages()).containsExactly(1L, 3L, 4L, 1L);
    assertThat(LayerArguments.strides(3, 4).ofImages()).containsExactly(1L, 3L, 4L, 1L);
    assertThat(LayerArguments.strides(5).ofImages()).containsExactly(1L, 5L, 5L, 1L);
    assertThat(LayerArguments.vocabulary(7).size()).isEqualTo(7);
    assertThat(LayerArguments.rate(0.25f).dropped()).isEqualTo(0.25f);
    assertThat(LayerArguments.name("a").value()).isEqualTo("a");
    var dilation = LayerArguments.dilationRate(2);
    assertThat(List.of(dilation.height(), dilation.width())).containsExactly(2, 2);
    assertThat(LayerArguments.useBias(true).value()).isTrue();
    assertThat(LayerArguments.useBias(false).value()).isFalse();
    assertThat(LayerArguments.center(false).value()).isFalse();
    assertThat(LayerArguments.scale(false).value()).isFalse();
    assertThat(LayerArguments.momentum(0.5f).value()).isEqualTo(0.5f);
    assertThat(LayerArguments.epsilon(0.5f).value()).isEqualTo(0.5f);
    Initializer initializer = Initializers.zeros();
    assertThat(LayerArguments.kernelInitializer(initializer).value()).isSameAs(initializer);
    assertThat(LayerArguments.biasInitializer(initializer).value()).isSameAs(initializer);
    assertThat(LayerArguments.embeddingsInitializer(initializer).value()).isSameAs(initializer);
    Regularizer regularizer = Regularizer.l2(1);
    assertThat(LayerArguments.kernelRegularizer(regularizer).value()).isSameAs(regularizer);
    assertThat(LayerArguments.biasRegularizer(regularizer).value()).isSameAs(regularizer);
    assertThat(LayerArguments.embeddingsRegularizer(regularizer).value()).isSameAs(regularizer);
    assertThat(LossArguments.delta(0.5f).value()).isEqualTo(0.5f);
    assertThat(LossArguments.labelSmoothing(0).value()).isZero();
    assertThat(LossArguments.labelSmoothing(1).value()).isOne();
    assertRefused(() -> LossArguments.labelSmoothing(-0.1f), "label smoothing (-0.1)");
    assertRefused(() -> LayerArguments.strides(1, 0), "strides (0)");
    assertRefused(() -> new LayerArguments.DilationRate(0, 1), "dilation rate (0)");
  }

  @Test
  void anArgumentIsFoundByItsKind() {
    Object[] given = {LayerArguments.useBias(true), Activation.RELU};
    Arguments arguments = Arguments.of("dense", given);
    assertThat(arguments.get(Activation.class)).contains(Activation.RELU);
    assertThat(arguments.get(LayerArguments.Name.class)).isEmpty();
    arguments.refuse("it has none", LayerArguments.Name.class);
    assertRefused(
        () -> arguments.refuse("it has none", LayerArguments.Name.class, Activation.class),
        "dense was given a Activation, but it has none: leave it out");
    Arguments twice = Arguments.of("dense", new Object[] {Activation.RELU, Activation.LINEAR});
    assertRefused(() -> twice.get(Activation.class), "dense takes one Activation, but was given [");
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

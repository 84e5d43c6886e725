package io.github.tfestimator.layers;

import static io.github.tfestimator.CloseTo.assertClose;
import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.layers.LayerArguments.PoolSize;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.types.TFloat32;

/**
 * Pooling of a convolution, which comes before bias and activation, against pooling by layers that
 * know nothing of the convolution, so that it comes after.
 */
class MaxPoolingTest {
  private static final Shape IMAGES = Shape.of(6, 12, 12, 2);

  /** Windows are cut off by ReLU not at all, in part and whole. */
  private static final float[] BIASES = {0.8f, -0.7f, 1e-7f, 0, -9};

  private static final PoolSize TWO_BY_TWO = poolSize(2, 2);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Layers layers = Layers.on(tf);
  private final Layers plain = Layers.on(tf);
  private Op giveBiases;

  static Stream<Activation> activations() {
    return Stream.of(Activation.LINEAR, Activation.RELU);
  }

  @AfterEach
  void closeTheGraph() {
    graph.close();
  }

  @ParameterizedTest
  @MethodSource("activations")
  void aPooledConvolutionHasTheSameBits(Activation activation) {
    var convolution = convolution(noise(), activation);
    assertThat(values(layers.maxPooling2d(convolution, TWO_BY_TWO, strides(2))))
        .containsExactly(values(plain.maxPooling2d(convolution, TWO_BY_TWO, strides(2))));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void windowsBeyondTheEdgesHaveTheSameBits(Activation activation) {
    var convolution = convolution(noise(), activation);
    assertThat(values(layers.maxPooling2d(convolution, poolSize(5, 5), strides(3), Padding.SAME)))
        .containsExactly(
            values(plain.maxPooling2d(convolution, poolSize(5, 5), strides(3), Padding.SAME)));
  }

  @Test
  void anActivationThatTurnsTheOrderComesBeforeThePooling() {
    var convolution = convolution(noise(), Activation.activation(tf.math::neg));
    var pooled = layers.maxPooling2d(convolution, TWO_BY_TWO, strides(2));
    assertThat(((GraphOperation) pooled.op()).input(0)).isEqualTo(convolution.asOutput());
  }

  @ParameterizedTest
  @MethodSource("activations")
  void windowsThatOverlapHaveTheSameBits(Activation activation) {
    var convolution = convolution(noise(), activation);
    assertThat(values(layers.maxPooling2d(convolution, poolSize(3, 2), strides(1))))
        .containsExactly(values(plain.maxPooling2d(convolution, poolSize(3, 2), strides(1))));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void theGradientsAreTheSame(Activation activation) {
    assertSameGradients(convolution(noise(), activation));
  }

  /** Of one color: all values of most windows are equal, and the first one gets the gradient. */
  @ParameterizedTest
  @CsvSource({"LINEAR, 0.5", "RELU, 0.5", "RELU, -0.5"})
  void theGradientsOfBlankImagesAreTheSame(String name, float color) {
    var activation = name.equals("RELU") ? Activation.RELU : Activation.LINEAR;
    assertSameGradients(convolution(tf.fill(tf.constant(IMAGES), tf.constant(color)), activation));
  }

  @Test
  void theConvolutionsOwnOutputIsStillThereForOthers() {
    var convolution = convolution(noise(), Activation.RELU);
    assertSameGradients(
        tf.math.add(energy(layers, convolution), sum(convolution)),
        tf.math.add(energy(plain, convolution), sum(convolution)));
  }

  @Test
  void byThePoolingsNameAHookGetsWhatItGives() {
    var pooled = layers.maxPooling2d(convolution(noise(), Activation.RELU), TWO_BY_TWO, strides(2));
    assertThat(graph.operation("max_pooling2d/MaxPool").output(0)).isEqualTo(pooled.asOutput());
  }

  @Test
  void biasAndActivationComeAfterThePooling() {
    var convolution = convolution(noise(), Activation.RELU);
    var pooled = layers.maxPooling2d(convolution, TWO_BY_TWO, strides(2));
    List<String> types = new ArrayList<>();
    var op = (GraphOperation) pooled.op();
    for (; !op.type().equals("Conv2D"); op = (GraphOperation) op.input(0).op()) {
      types.add(op.type());
    }
    assertThat(types).containsExactly("Identity", "Relu", "BiasAdd", "MaxPool");
  }

  private Operand<TFloat32> noise() {
    var uniform =
        tf.random.statelessRandomUniform(tf.constant(IMAGES), tf.constant(new long[] {3, 5}));
    return tf.math.sub(uniform, tf.constant(0.5f));
  }

  private Operand<TFloat32> convolution(Operand<TFloat32> images, Activation activation) {
    RandomSeed.set(tf, 1);
    var count = filters(BIASES.length);
    var output = layers.conv2d(images, count, kernelSize(5, 5), Padding.SAME, activation);
    giveBiases = Tensors.variable(graph, "conv2d/bias").assign(tf, tf.constant(BIASES));
    return output;
  }

  private void assertSameGradients(Operand<TFloat32> convolution) {
    assertSameGradients(energy(layers, convolution), energy(plain, convolution));
  }

  private void assertSameGradients(Operand<TFloat32> actual, Operand<TFloat32> expected) {
    var variables = Variables.trainable(tf).stream().map(v -> v.value().asOutput()).toList();
    var gradients = Gradients.create(tf.scope(), actual, variables);
    var oracles = Gradients.create(tf.scope(), expected, variables);
    for (int v = 0; v < variables.size(); v++) {
      double[] oracle = Tensors.exact(values(oracles.dy(v)));
      assertClose(variables.get(v).op().name(), values(gradients.dy(v)), oracle, 1e-6);
    }
  }

  /** Of squares, so that each place has a gradient of its own. */
  private Operand<TFloat32> energy(Layers layers, Operand<TFloat32> convolution) {
    return sum(tf.math.square(layers.maxPooling2d(convolution, TWO_BY_TWO, strides(2))));
  }

  private Operand<TFloat32> sum(Operand<TFloat32> values) {
    return tf.sum(values, tf.array(0, 1, 2, 3));
  }

  private float[] values(Operand<?> operand) {
    try (Session session = new Session(graph)) {
      session.initialize();
      session.run(giveBiases);
      return Tensors.floats(session, operand);
    }
  }
}

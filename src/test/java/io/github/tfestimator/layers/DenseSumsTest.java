package io.github.tfestimator.layers;

import static io.github.tfestimator.CloseTo.assertClose;
import static io.github.tfestimator.layers.LayerArguments.units;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.IdentityN;
import org.tensorflow.types.TFloat32;

/** The gradients of dense layers against those of TensorFlow's own MatMul and BiasAdd. */
class DenseSumsTest {
  private static final int INPUTS = 37;

  /** Units from which on a layer brings a gradient of its own. */
  private static final int LARGE = 128;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Layers layers = Layers.on(tf);

  @AfterEach
  void closeTheGraph() {
    graph.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 19})
  void theGradientsAreTensorFlows(int batch) {
    RandomSeed.set(tf, 1);
    var input = noise(batch, INPUTS);
    var hidden = layers.dense(input, units(LARGE + 23), Activation.RELU);
    var output = layers.dense(hidden, units(5));
    var plain = plain(tf.nn.relu(plain(input, "dense")), "dense_1");
    List<Output<?>> sources = new ArrayList<>();
    Variables.trainable(tf).forEach(variable -> sources.add(variable.value().asOutput()));
    sources.add(input.asOutput());
    var actual = Gradients.create(tf.scope(), energy(output), sources);
    var expected = Gradients.create(tf.scope(), energy(plain), sources);
    try (Session session = new Session(graph)) {
      session.initialize();
      assertThat(Tensors.floats(session, output)).containsExactly(Tensors.floats(session, plain));
      for (int i = 0; i < sources.size(); i++) {
        double[] oracle = Tensors.exact(Tensors.floats(session, expected.dy(i)));
        String name = sources.get(i).op().name();
        assertClose(name, Tensors.floats(session, actual.dy(i)), oracle, 1e-6);
      }
    }
  }

  @Test
  void anInputOfTwoLayersGetsTheGradientsOfBoth() {
    RandomSeed.set(tf, 1);
    var input = noise(4, INPUTS);
    var sum = tf.math.add(layers.dense(input, units(LARGE)), layers.dense(input, units(LARGE)));
    var plain = tf.math.add(plain(input, "dense"), plain(input, "dense_1"));
    var actual = Gradients.create(tf.scope(), energy(sum), List.of(input)).dy(0);
    var expected = Gradients.create(tf.scope(), energy(plain), List.of(input)).dy(0);
    try (Session session = new Session(graph)) {
      session.initialize();
      double[] oracle = Tensors.exact(Tensors.floats(session, expected));
      assertClose("gradient", Tensors.floats(session, actual), oracle, 1e-6);
    }
  }

  /** The order of the factors is what makes it quick. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "TensorFlow Java takes no gradients there")
  void noKernelIsTransposed() {
    RandomSeed.set(tf, 1);
    var input = noise(4, INPUTS);
    var output = layers.dense(input, units(LARGE));
    Gradients.create(tf.scope(), energy(output), List.of(input));
    List<String> lefts = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals("MatMul") && op.name().startsWith("Gradients")) {
                lefts.add(op.input(0).op().name());
              }
            });
    assertThat(lefts).contains("dense/kernel/Read/ReadVariableOp");
  }

  @Test
  void aGraphThatIsNotTrainedHasMatMulAndBiasAddAlone() {
    layers.dense(noise(4, INPUTS), units(LARGE));
    assertThat(types()).contains("MatMul", "BiasAdd").doesNotContain(IdentityN.OP_NAME);
  }

  @Test
  void soHasASmallLayer() {
    RandomSeed.set(tf, 1);
    layers.dense(noise(4, INPUTS), units(LARGE - 1));
    assertThat(types()).contains("MatMul", "BiasAdd").doesNotContain(IdentityN.OP_NAME);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "TensorFlow Java takes no gradients there")
  void anIdentityNOfTheSameNameIsSomebodyElses() {
    RandomSeed.set(tf, 1);
    layers.dense(noise(1, INPUTS), units(LARGE)); // lets IdentityN learn its gradient
    var a = noise(2, 3);
    var four = tf.withSubScope("mine").withName("DenseSums").identityN(List.of(a, a, a, a));
    var two = tf.withSubScope("other").withName("DenseSums").identityN(List.of(a, a));
    assertThat(four.op().name()).isEqualTo("mine/DenseSums");
    var sums =
        tf.math.add(
            energy(four.output().get(1).expect(TFloat32.class)),
            energy(two.output().get(0).expect(TFloat32.class)));
    var gradient = Gradients.create(tf.scope(), sums, List.of(a)).dy(0);
    try (Session session = new Session(graph)) {
      session.initialize();
      double[] expected = Tensors.exact(Tensors.floats(session, tf.math.mul(a, tf.constant(4f))));
      assertClose("gradient", Tensors.floats(session, gradient), expected, 1e-6);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "TensorFlow Java takes no gradients there")
  void theGradientOfSomebodyElsesIdentityNPasses() {
    RandomSeed.set(tf, 1);
    layers.dense(noise(1, INPUTS), units(LARGE)); // lets IdentityN learn its gradient
    var a = noise(2, 3);
    var b = noise(2, 3);
    var both = tf.identityN(List.of(a, b)).output();
    Operand<TFloat32> first = both.get(0).expect(TFloat32.class);
    Operand<TFloat32> second = both.get(1).expect(TFloat32.class);
    var ofProduct =
        Gradients.create(tf.scope(), sum(tf.math.mul(first, second)), List.of(a, b)).dy();
    var ofFirst = Gradients.create(tf.scope(), energy(first), List.of(a)).dy(0);
    try (Session session = new Session(graph)) {
      session.initialize();
      assertThat(Tensors.floats(session, ofProduct.get(0)))
          .containsExactly(Tensors.floats(session, b));
      assertThat(Tensors.floats(session, ofProduct.get(1)))
          .containsExactly(Tensors.floats(session, a));
      double[] twice = Tensors.exact(Tensors.floats(session, tf.math.mul(a, tf.constant(2f))));
      assertClose("gradient", Tensors.floats(session, ofFirst), twice, 1e-6);
    }
  }

  /** The layer's sums, as TensorFlow's ops alone compute and differentiate them. */
  private Operand<TFloat32> plain(Operand<TFloat32> input, String layer) {
    var kernel = Tensors.variable(graph, layer + "/kernel").value();
    var bias = Tensors.variable(graph, layer + "/bias").value();
    return tf.nn.biasAdd(tf.linalg.matMul(input, kernel), bias);
  }

  private Operand<TFloat32> noise(int rows, int columns) {
    long seed = rows * 1000L + columns;
    return tf.random.statelessRandomNormal(
        tf.array(rows, columns), tf.constant(new long[] {seed, types().size()}));
  }

  /** Of squares, so that each value has a gradient of its own. */
  private Operand<TFloat32> energy(Operand<TFloat32> values) {
    return sum(tf.math.square(values));
  }

  private Operand<TFloat32> sum(Operand<TFloat32> values) {
    return tf.sum(values, tf.array(0, 1));
  }

  private List<String> types() {
    List<String> types = new ArrayList<>();
    graph.operations().forEachRemaining(op -> types.add(op.type()));
    return types;
  }
}

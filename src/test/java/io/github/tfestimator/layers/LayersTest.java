package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.LayerArguments.kernelInitializer;
import static io.github.tfestimator.layers.LayerArguments.kernelRegularizer;
import static io.github.tfestimator.layers.LayerArguments.momentum;
import static io.github.tfestimator.layers.LayerArguments.name;
import static io.github.tfestimator.layers.LayerArguments.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.framework.activations.Swish;
import org.tensorflow.framework.regularizers.L2;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Ops that layers add to a graph, where Python's fixtures don't reach. */
class LayersTest {
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Layers layers = Layers.on(tf);

  @AfterEach
  void closeTheGraph() {
    graph.close();
  }

  @Test
  void aNameNamesTheVariables() {
    var input = input(-1, 3);
    layers.dense(input, units(2), name("logits"));
    layers.dense(input, units(2), name("logits"));
    layers.dense(input, units(2));
    assertThat(Variables.all(graph).stream().map(Variable::name))
        .containsExactly(
            "logits/kernel",
            "logits/bias",
            "logits_1/kernel",
            "logits_1/bias",
            "dense/kernel",
            "dense/bias");
  }

  @Test
  void aSequenceOfUnknownLengthKeepsWhatIsKnown() {
    assertThat(layers.dense(input(-1, -1, 3), units(2)).shape().asArray())
        .containsExactly(-1, -1, 2);
    assertThat(layers.dense(input(-1, 5, 3), units(2)).shape().asArray()).containsExactly(-1, 5, 2);
    assertThat(layers.flatten(input(-1, 5, 3)).shape().asArray()).containsExactly(-1, 15);
  }

  @Test
  void lossesOfASequenceAreTheMeanOverAllItsSteps() {
    float[][] values = {{1, 2, 0}, {3, 5, 1}, {0, 0, 2}, {1, 0, 1}};
    var rows = tf.constant(values);
    var sequences = tf.reshape(rows, tf.array(2, 2, 3));
    var labels = tf.array(0, 1, 2, 1);
    var steps = tf.reshape(labels, tf.array(2, 2));
    var onehot = tf.oneHot(steps, tf.constant(3), tf.constant(1f), tf.constant(0f));
    var expected = Losses.sparseSoftmaxCrossEntropy(tf, labels, rows);
    var sparse = Losses.sparseSoftmaxCrossEntropy(tf, steps, sequences);
    var dense = Losses.softmaxCrossEntropy(tf, onehot, sequences);
    var each = Losses.sparseSoftmaxCrossEntropy(tf, steps, sequences, Reduction.NONE);
    assertThat(each.shape()).isEqualTo(Shape.of(2, 2));
    try (Session session = new Session(graph)) {
      float value = Tensors.floats(session, expected)[0];
      assertThat(Tensors.floats(session, sparse)).containsExactly(value);
      assertThat(Tensors.floats(session, dense)[0]).isCloseTo(value, within(1e-6f));
    }
  }

  @Test
  void penaltiesAreTheGraphs() {
    RandomSeed.set(tf, 1);
    var penalized = kernelRegularizer(Regularizer.l1(1));
    var twos = kernelInitializer(Initializers.constant(2));
    layers.dense(input(-1, 3), units(2), penalized, twos);
    Layers.on(tf).dense(input(-1, 1), units(4), penalized, twos);
    try (Session session = new Session(graph)) {
      session.initialize();
      // The absolute values of 3 * 2 and of 1 * 4 weights.
      assertThat(Tensors.floats(session, layers.regularizationLoss())).containsExactly(20);
      assertThat(Tensors.floats(session, Layers.on(tf).regularizationLoss())).containsExactly(20);
    }
  }

  @Test
  void minimizeMovesTheAveragesAndInferenceUsesThem() {
    RandomSeed.set(tf, 1);
    GlobalStep.create(tf);
    var input = tf.constant(new float[][] {{1}, {3}});
    var training = layers.batchNormalization(input, true, momentum(0), name("norm"));
    assertThat(UpdateOps.of(graph)).hasSize(2);
    var step =
        new GradientDescentOptimizer(1e-30f)
            .minimize(tf, tf.math.mean(tf.math.square(training), tf.array(0, 1)));
    var mean = Variables.find(graph, "norm/moving_mean").orElseThrow().expect(TFloat32.class);
    var variance =
        Variables.find(graph, "norm/moving_variance").orElseThrow().expect(TFloat32.class);
    try (Session session = new Session(graph)) {
      session.initialize();
      session.runner().addTarget(step).run().close();
      assertThat(Tensors.floats(session, mean.value())).containsExactly(2);
      assertThat(Tensors.floats(session, variance.value())).containsExactly(1);
      // Of 1 and 3: a deviation of 1, but for epsilon.
      float expected = (float) (1 / Math.sqrt(1.001));
      assertThat(Tensors.floats(session, training)[1]).isCloseTo(expected, within(1e-6f));
    }
  }

  @Test
  void inferenceAddsNoUpdateOps() {
    layers.batchNormalization(input(-1, 4, 4, 2), false);
    assertThat(UpdateOps.of(graph)).isEmpty();
    assertThat(Variables.trainable(tf).stream().map(Variable::name))
        .containsExactly("batch_normalization/gamma", "batch_normalization/beta");
  }

  /** On reference variables this ended the JVM. */
  @Test
  void theFrameworksPenaltyOnAVariableTrains() {
    RandomSeed.set(tf, 1);
    GlobalStep.create(tf);
    var input = tf.constant(new float[][] {{0, 0}});
    var output = layers.dense(input, units(1), kernelInitializer(Initializers.ones()));
    Variable<TFloat32> kernel = Variables.trainable(tf).get(0);
    var penalty = new L2(0.5f).call(tf, kernel.value());
    var loss = tf.math.add(penalty, tf.sum(output, tf.array(0, 1)));
    var step = new GradientDescentOptimizer(0.25f).minimize(tf, loss);
    try (Session session = new Session(graph)) {
      session.initialize();
      session.runner().addTarget(step).run().close();
      assertThat(Tensors.floats(session, kernel.value())).containsExactly(0.75f, 0.75f);
    }
  }

  @Test
  void thePenaltyOnAVariablesHandleIsAnErrorAlone() {
    layers.dense(input(-1, 2), units(1));
    Operand<TFloat32> handle = graph.operation("dense/kernel").output(0);
    assertThatThrownBy(() -> new L2(0.5f).call(tf, handle)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void theFrameworksActivationsWork() {
    RandomSeed.set(tf, 1);
    var output =
        layers.dense(
            tf.constant(new float[][] {{1, 1}}),
            units(1),
            kernelInitializer(Initializers.ones()),
            Activation.activation(x -> Swish.swish(tf, x)));
    try (Session session = new Session(graph)) {
      session.initialize();
      float expected = (float) (2 / (1 + Math.exp(-2)));
      assertThat(Tensors.floats(session, output)[0]).isCloseTo(expected, within(1e-6f));
    }
  }

  private Operand<TFloat32> input(long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }
}

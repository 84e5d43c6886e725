package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The initial values of the network at its full size. */
class InitialValuesTest {
  private static final Map<String, float[]> VALUES = values(42, InitialValuesTest::network);

  @ParameterizedTest
  @CsvSource({
    "conv2d/kernel, 800, 0.0852803",
    "conv2d_1/kernel, 28800, 0.0594089",
    "dense/kernel, 3111696, 0.0412393",
    "dense_1/kernel, 17640, 0.0581566"
  })
  void kernelsAreUniformWithinGlorotsLimit(String name, int size, double limit) {
    float[] values = VALUES.get(name);
    assertThat(values).hasSize(size);
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isLessThanOrEqualTo(limit + 1e-7).isGreaterThan(limit * (1 - 10.0 / size));
    double variance = limit * limit / 3;
    assertThat(sum / size).isCloseTo(0, within(4 * Math.sqrt(variance / size)));
    // The squares of a uniform variable have the variance limit^4 * (1/5 - 1/9).
    double deviation = limit * limit * Math.sqrt((1 / 5.0 - 1 / 9.0) / size);
    assertThat(squares / size).isCloseTo(variance, within(4 * deviation));
  }

  @ParameterizedTest
  @CsvSource({"conv2d/bias, 32", "conv2d_1/bias, 36", "dense/bias, 1764", "dense_1/bias, 10"})
  void biasesAreZero(String name, int size) {
    assertThat(VALUES.get(name)).containsExactly(new float[size]);
  }

  @Test
  void sameSeedGivesTheSameBits() {
    Consumer<Ops> layer = tf -> dense(tf, 50, 40);
    assertThat(values(7, layer).get("dense/kernel"))
        .containsExactly(values(7, layer).get("dense/kernel"));
  }

  @Test
  void anotherSeedGivesOtherValues() {
    Consumer<Ops> layer = tf -> dense(tf, 50, 40);
    assertUnrelated(values(7, layer).get("dense/kernel"), values(8, layer).get("dense/kernel"));
  }

  @Test
  void twoLayersOfOneShapeGetOtherValues() {
    var values =
        values(
            7,
            tf -> {
              dense(tf, 50, 40);
              dense(tf, 50, 40);
            });
    assertUnrelated(values.get("dense/kernel"), values.get("dense_1/kernel"));
  }

  @Test
  void valuesDontDependOnWhatElseIsInTheGraph() {
    var alone = values(7, tf -> dense(tf, 50, 40));
    var late =
        values(
            7,
            tf -> {
              Layers.on(tf)
                  .conv2d(
                      tf.zeros(tf.constant(Shape.of(1, 8, 8, 2)), TFloat32.class),
                      filters(3),
                      kernelSize(3, 3),
                      Padding.SAME,
                      Activation.RELU);
              dense(tf, 50, 40);
            });
    assertThat(late.get("dense/kernel")).containsExactly(alone.get("dense/kernel"));
  }

  @Test
  void aGraphWithoutSeedHasNoInitialValues() {
    try (Graph graph = new Graph()) {
      dense(Ops.create(graph), 50, 40);
      assertThat(typesOf(graph)).doesNotContainKey("AssignVariableOp").containsKey("VarHandleOp");
    }
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 7);
      dense(tf, 50, 40);
      assertThat(typesOf(graph)).containsEntry("AssignVariableOp", 2);
    }
  }

  private static Map<String, Integer> typesOf(Graph graph) {
    Map<String, Integer> types = new TreeMap<>();
    graph.operations().forEachRemaining(op -> types.merge(op.type(), 1, Integer::sum));
    return types;
  }

  private static void assertUnrelated(float[] one, float[] other) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i < one.length; i++) {
      products += one[i] * other[i];
      squares += one[i] * one[i];
    }
    assertThat(products / squares).isCloseTo(0, within(4 / Math.sqrt(one.length)));
  }

  private static void network(Ops tf) {
    var layers = Layers.on(tf);
    var one = tf.zeros(tf.constant(Shape.of(1, 28, 28, 1)), TFloat32.class);
    var conv1 = layers.conv2d(one, filters(32), kernelSize(5, 5), Padding.SAME, Activation.RELU);
    layers.conv2d(conv1, filters(36), kernelSize(5, 5), Padding.SAME, Activation.RELU);
    dense(tf, 1764, 1764);
    dense(tf, 1764, 10);
  }

  private static void dense(Ops tf, int inputs, int outputs) {
    var input = tf.zeros(tf.constant(Shape.of(1, inputs)), TFloat32.class);
    Layers.on(tf).dense(input, units(outputs));
  }

  private static Map<String, float[]> values(long seed, Consumer<Ops> layers) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, seed);
      layers.accept(tf);
      Map<String, float[]> values = new TreeMap<>();
      try (Session session = new Session(graph)) {
        session.initialize();
        for (Variable<?> variable : Variables.all(graph)) {
          values.put(variable.name(), Tensors.floats(session, variable.value()));
        }
      }
      return values;
    }
  }
}

package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Variables that an optimizer moves, of three: a, b and c. */
class ReachedVariablesTest {
  private static final Optimizer OPTIMIZER = new GradientDescentOptimizer(0.1f);

  /** A loss of three scalars. */
  private interface Loss {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> a, Operand<TFloat32> b, Operand<TFloat32> c);
  }

  @Test
  void allVariablesOfTheLossAreMoved() {
    assertThat(moved((tf, a, b, c) -> tf.math.mul(a, tf.math.mul(b, c))))
        .containsExactly("a", "b", "c");
  }

  @Test
  void aVariableThatNothingUsesStays() {
    assertThat(moved((tf, a, b, c) -> tf.math.mul(a, c))).containsExactly("a", "c");
  }

  @Test
  void aVariableBelowStopGradientStays() {
    assertThat(moved((tf, a, b, c) -> tf.math.mul(a, tf.stopGradient(tf.math.mul(b, c)))))
        .containsExactly("a");
  }

  @Test
  void aVariableBesideStopGradientIsMoved() {
    assertThat(moved((tf, a, b, c) -> tf.math.mul(tf.stopGradient(b), tf.math.mul(b, c))))
        .containsExactly("b", "c");
  }

  @Test
  void aVariableBelowAComparisonStays() {
    assertThat(
            moved(
                (tf, a, b, c) ->
                    tf.math.mul(a, tf.dtypes.cast(tf.math.greater(b, c), TFloat32.class))))
        .containsExactly("a");
  }

  @Test
  void aVariableBelowWholeNumbersStays() {
    assertThat(
            moved(
                (tf, a, b, c) ->
                    tf.math.mul(
                        a, tf.dtypes.cast(tf.dtypes.cast(b, TInt32.class), TFloat32.class))))
        .containsExactly("a");
  }

  @Test
  void aVariableBelowFloorStays() {
    assertThat(moved((tf, a, b, c) -> tf.math.mul(a, tf.math.floor(b)))).containsExactly("a");
  }

  @Test
  void onlyTheGivenVariablesAreMoved() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var loss = loss(tf, (ops, a, b, c) -> ops.math.mul(a, ops.math.mul(b, c)));
      var pairs = OPTIMIZER.computeGradients(tf, loss, Variables.trainable(tf).subList(1, 2));
      assertThat(names(pairs)).containsExactly("b");
    }
  }

  @Test
  void aLossOfNoVariableIsRefused() {
    assertThatThrownBy(() -> moved((tf, a, b, c) -> tf.stopGradient(tf.math.mul(a, b))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("No gradients provided for any variable")
        .hasMessageContaining("[a, b, c]");
  }

  @Test
  void readsOfOnesOwnCountAsTheLayers() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      // a * b * b' * b'' with three reads of b.
      var loss =
          loss(
              tf,
              (ops, a, b, c) -> ops.math.mul(a, ops.math.mul(b, ops.math.mul(read(tf), read(tf)))));
      var pairs = OPTIMIZER.computeGradients(tf, loss);
      assertThat(names(pairs)).containsExactly("a", "b");
      session.initialize();
      assertThat(Tensors.floats(session, pairs.get(0).gradient())).containsExactly(27);
      assertThat(Tensors.floats(session, pairs.get(1).gradient())).containsExactly(3 * 2 * 9);
    }
  }

  @Test
  void aReadOfOnesOwnAloneIsTrained() {
    assertThat(moved((tf, a, b, c) -> tf.math.mul(read(tf), tf.constant(2f)))).containsExactly("b");
  }

  /** The gradient of a linear loss doesn't need the read, which here is a slow one. */
  @Test
  void aReadOfOnesOwnIsOfBeforeTheMove() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var random = tf.random.randomUniform(tf.array(1000, 1000), TFloat32.class);
      var slow = tf.withControlDependencies(tf.linalg.matMul(random, random));
      var loss = loss(tf, (ops, a, b, c) -> ops.math.mul(read(slow), tf.constant(2f)));
      var step = OPTIMIZER.minimize(tf, loss);
      session.initialize();
      try (var result = session.runner().fetch(loss).addTarget(step).run()) {
        assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(6);
      }
      assertThat(Tensors.variable(session, "b")).containsExactly(2.8f);
    }
  }

  @Test
  void aReadThatNoGradientPassesIsRefused() {
    assertThatThrownBy(() -> moved((tf, a, b, c) -> tf.math.mul(a, gathered(tf))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reads the variable rows by the op ResourceGather")
        .hasMessageContaining("Variable.value()");
    assertThat(moved((tf, a, b, c) -> tf.math.mul(a, tf.stopGradient(gathered(tf)))))
        .containsExactly("a");
  }

  private static Operand<TFloat32> read(Ops tf) {
    return tf.readVariableOp(handle(tf), TFloat32.class);
  }

  private static Operand<TFloat32> gathered(Ops tf) {
    var rows = Variables.create(tf, "rows", Shape.of(2), Initializers.ones());
    return tf.resourceGather(rows.handle(), tf.constant(0), TFloat32.class);
  }

  private static Operand<?> handle(Ops tf) {
    return tf.identity(Variables.find((Graph) tf.scope().env(), "b").orElseThrow().handle());
  }

  /** Also builds and takes a step, which shows that the graph is sound. */
  private static List<String> moved(Loss loss) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var pairs = OPTIMIZER.computeGradients(tf, loss(tf, loss));
      var step = OPTIMIZER.applyGradients(tf, pairs);
      try (Session session = new Session(graph)) {
        session.initialize();
        session.run(step);
      }
      return names(pairs);
    }
  }

  private static Operand<TFloat32> loss(Ops tf, Loss loss) {
    RandomSeed.set(tf, 1);
    GlobalStep.create(tf);
    return loss.of(tf, scalar(tf, "a", 2), scalar(tf, "b", 3), scalar(tf, "c", 5));
  }

  private static Operand<TFloat32> scalar(Ops tf, String name, float value) {
    return Variables.create(tf, name, Shape.scalar(), (init, shape, key) -> init.constant(value))
        .value();
  }

  private static List<String> names(List<GradientAndVariable> pairs) {
    return pairs.stream().map(pair -> pair.variable().name()).toList();
  }
}

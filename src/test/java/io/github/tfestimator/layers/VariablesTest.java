package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.Tensors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** Making and finding variables. */
class VariablesTest {
  private static final Initializer TWOS =
      (init, shape, key) -> init.fill(init.constant(shape), init.constant(2f));

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);

  @BeforeEach
  void setTheSeed() {
    RandomSeed.set(tf, 3);
  }

  @AfterEach
  void closeTheGraph() {
    graph.close();
  }

  @Test
  void namesAreThoseOfPython() {
    var kernel = Variables.create(tf.withSubScope("dense"), "kernel", Shape.of(2, 3), TWOS);
    assertThat(kernel.name()).isEqualTo("dense/kernel");
    assertThat(kernel.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(kernel.type()).isEqualTo(TFloat32.class);
    assertThat(kernel.value().op().name()).isEqualTo("dense/kernel/Read/ReadVariableOp");
    var second = Variables.create(tf.withSubScope("dense"), "kernel", Shape.of(2), TWOS);
    assertThat(second.name()).isEqualTo("dense_1/kernel");
    assertThat(graph.operation("dense/kernel/Assign").type()).isEqualTo("AssignVariableOp");
  }

  @Test
  void twoVariablesDontShareTheirValues() {
    var first = Variables.create(tf, "v", Shape.of(2), TWOS);
    var second = Variables.create(tf, "v", Shape.of(2), Initializers.zeros());
    try (Session session = new Session(graph)) {
      session.initialize();
      assertThat(Tensors.floats(session, first.value())).containsExactly(2, 2);
      assertThat(Tensors.floats(session, second.value())).containsExactly(0, 0);
    }
  }

  @Test
  void trainableVariablesComeInTheOrderOfTheirMaking() {
    Variables.create(tf, "b", Shape.of(2), TWOS);
    Variables.createUntrained(tf, "moving_mean", Shape.of(2), TWOS);
    GlobalStep.create(tf);
    Variables.create(tf, "a", Shape.of(2), TWOS);
    tf.withName("reference").variable(Shape.of(2), TFloat32.class);
    assertThat(names(Variables.trainable(tf))).containsExactly("b", "a");
    assertThat(names(Variables.all(graph))).containsExactly("b", "moving_mean", "global_step", "a");
  }

  @Test
  void whatIsTrainableSurvivesInTheGraphsBytes() {
    Variables.create(tf, "a", Shape.of(2), TWOS);
    Variables.createUntrained(tf, "b", Shape.of(2), TWOS);
    try (Graph copy = new Graph()) {
      copy.importGraphDef(graph.toGraphDef());
      assertThat(Variables.find(copy, "a").orElseThrow().isTrainable()).isTrue();
      assertThat(Variables.find(copy, "b").orElseThrow().isTrainable()).isFalse();
    }
  }

  @Test
  void resourcesOfOthersAreNotTrained() {
    var handle = tf.withName("theirs").varHandleOp(TFloat32.class, Shape.of(2));
    assertThat(Variables.all(graph)).isEmpty();
    // As a graph of Python's is, once imported.
    graph
        .opBuilder("ReadVariableOp", "theirs/Read/ReadVariableOp", tf.scope())
        .addInput(handle.asOutput())
        .setAttr("dtype", org.tensorflow.proto.DataType.DT_FLOAT)
        .build();
    assertThat(names(Variables.all(graph))).containsExactly("theirs");
    assertThat(Variables.trainable(tf)).isEmpty();
  }

  @Test
  void anyTypeCanBeAVariable() {
    var count =
        Variables.createUntrained(tf, "n", Shape.scalar(), TInt64.class, i -> i.constant(40L));
    var exact =
        Variables.createUntrained(tf, "d", Shape.of(2), TFloat64.class, i -> i.array(0.1, 0.2));
    var more = count.assignAdd(tf, tf.constant(2L));
    try (Session session = new Session(graph)) {
      session.initialize();
      session.run(more);
      try (Result result = session.runner().fetch(count.value()).fetch(exact.value()).run()) {
        assertThat(((TInt64) result.get(0)).getLong()).isEqualTo(42);
        assertThat(((TFloat64) result.get(1)).getDouble(1)).isEqualTo(0.2);
      }
    }
  }

  @Test
  void aVariableIsFoundByItsName() {
    Variables.create(tf.withSubScope("dense"), "kernel", Shape.of(2), TWOS);
    var variable = Variables.find(graph, "dense/kernel").orElseThrow();
    assertThat(variable.expect(TFloat32.class).shape()).isEqualTo(Shape.of(2));
    assertThatThrownBy(() -> variable.expect(TInt64.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variable dense/kernel is TFloat32, not TInt64");
    assertThat(Variables.find(graph, "dense/bias")).isEmpty();
    assertThat(Variables.find(graph, "dense/kernel/Assign")).isEmpty();
  }

  @Test
  void assigningSetsAllValues() {
    var variable = Variables.create(tf, "v", Shape.of(2), TWOS);
    var set = variable.assign(tf, tf.array(5f, 6f));
    try (Session session = new Session(graph)) {
      session.initialize();
      session.run(set);
      assertThat(Tensors.floats(session, variable.value())).containsExactly(5, 6);
    }
  }

  @Test
  void unknownDimensionsAreRefused() {
    assertThatThrownBy(() -> Variables.create(tf, "v", Shape.of(2, Shape.UNKNOWN_SIZE), TWOS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variable v has the shape [2, -1]: all dimensions must be known");
  }

  @Test
  void aVariableDoesNotWaitForTheStep() {
    var after = tf.withControlDependencies(List.of(tf.withName("work").constant(1f)));
    var variable = Variables.create(after, "v", Shape.of(2), TWOS);
    assertThat(graph.operation("v").numControlInputs()).isZero();
    assertThat(graph.operation(variable.value().op().name()).numControlInputs()).isZero();
  }

  private static List<String> names(List<? extends Variable<?>> variables) {
    return variables.stream().map(Variable::name).toList();
  }
}

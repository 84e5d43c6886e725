package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.LayerArguments.units;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** The ops of a step, and their order. */
class GradientDescentOptimizerTest {

  @Test
  void noVariableMovesBeforeAllGradientsAreThere() {
    try (Graph graph = new Graph()) {
      twoLayers(graph);
      List<GraphOperation> moves = operations(graph, "ResourceApplyGradientDescent");
      List<Operation> gradients = new ArrayList<>();
      moves.forEach(move -> gradients.add(move.input(2).op()));
      assertThat(gradients).hasSize(4);
      for (GraphOperation move : moves) {
        List<Operation> awaited = new ArrayList<>();
        move.controlInputs().forEach(op -> awaited.addAll(op.controlInputs()));
        assertThat(awaited).as(move.name()).containsAll(gradients);
      }
    }
  }

  @Test
  void theGlobalStepMovesByOneAfterAllVariables() {
    try (Graph graph = new Graph()) {
      Op step = twoLayers(graph);
      assertThat(step.op().name()).isEqualTo("train_op");
      try (Session session = new Session(graph)) {
        session.initialize();
        session.run(step);
        session.run(step);
        try (Result result =
            session.runner().fetch(GlobalStep.of(Ops.create(graph)).value()).run()) {
          assertThat(((TInt64) result.get(0)).getLong()).isEqualTo(2);
        }
      }
    }
  }

  @Test
  void theGlobalStepItselfIsNotTrained() {
    try (Graph graph = new Graph()) {
      twoLayers(graph);
      List<String> moved = new ArrayList<>();
      operations(graph, "ResourceApplyGradientDescent")
          .forEach(move -> moved.add(move.input(0).op().name()));
      assertThat(moved)
          .containsExactlyInAnyOrder(
              "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias");
    }
  }

  private static Op twoLayers(Graph graph) {
    Ops tf = Ops.create(graph);
    RandomSeed.set(tf, 1);
    GlobalStep.create(tf);
    var input = tf.fill(tf.constant(Shape.of(2, 4)), tf.constant(1f));
    var hidden = Layers.on(tf).dense(input, units(3), Activation.RELU);
    var logits = Layers.on(tf).dense(hidden, units(2));
    var loss = Losses.sparseSoftmaxCrossEntropy(tf, tf.array(0, 1), logits);
    return new GradientDescentOptimizer(0.1f).minimize(tf, loss);
  }

  private static List<GraphOperation> operations(Graph graph, String type) {
    List<GraphOperation> operations = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(type)) {
                operations.add(op);
              }
            });
    return operations;
  }
}

package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The parts of a step, and their order. */
class TrainStepTest {
  private static final Optimizer OPTIMIZER = new GradientDescentOptimizer(0.1f);

  @Test
  void theStepCountsOnce() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = ops(graph);
      var loss = DenseRegression.loss(tf);
      Op step = OPTIMIZER.minimize(tf, loss);
      assertThat(step.op().name()).isEqualTo("train_op");
      session.initialize();
      session.run(step);
      session.run(step);
      assertThat(fetchLong(session, GlobalStep.of(tf).value())).isEqualTo(2);
    }
  }

  @Test
  void whatIsFetchedWithTheStepIsOfBefore() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = ops(graph);
      var loss = DenseRegression.loss(tf);
      Op step = OPTIMIZER.minimize(tf, loss);
      var kernel = Variables.trainable(tf).get(0).value();
      session.initialize();
      float[] before = floats(session.runner().fetch(kernel));
      float[] beside = floats(session.runner().fetch(kernel).addTarget(step));
      float[] after = floats(session.runner().fetch(kernel));
      assertThat(beside).containsExactly(before);
      assertThat(after).isNotEqualTo(before);
    }
  }

  /** The gradient of a linear loss doesn't need the values, but another fetch may. */
  @Test
  void variablesOfLinearLossesMoveAfterTheirReads() {
    try (Graph graph = new Graph()) {
      Ops tf = ops(graph);
      DenseRegression.loss(tf);
      var bias = Variables.trainable(tf).get(1);
      OPTIMIZER.minimize(tf, tf.reduceSum(bias.value(), tf.constant(0)));
      List<String> awaited = new ArrayList<>();
      graph
          .operations()
          .forEachRemaining(
              op -> {
                if (op.type().equals("ResourceApplyGradientDescent")) {
                  op.controlInputs()
                      .forEach(ready -> ready.controlInputs().forEach(r -> awaited.add(r.name())));
                }
              });
      assertThat(awaited).contains(bias.value().op().name());
    }
  }

  @Test
  void updateOpsRunBeforeTheStepCounts() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = ops(graph);
      var loss = DenseRegression.loss(tf);
      var average = Slots.scalar(tf, "average", 3);
      UpdateOps.assignSub(tf, "update", average, tf.constant(1f));
      Op step = OPTIMIZER.minimize(tf, loss);
      List<String> awaited = new ArrayList<>();
      ((org.tensorflow.GraphOperation) step.op())
          .controlInputs()
          .forEach(op -> awaited.add(op.name()));
      assertThat(awaited).contains("update");
      session.initialize();
      session.run(step);
      assertThat(floats(session.runner().fetch(average.value()))).containsExactly(2);
    }
  }

  @Test
  void whatTheCallerAwaitsIsDoneBeforeTheMoves() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = ops(graph);
      var loss = DenseRegression.loss(tf);
      var counted = Slots.scalar(tf, "counted", 0);
      Op count = counted.assignAdd(tf, tf.constant(1f));
      Op step = OPTIMIZER.minimize(tf.withControlDependencies(List.of(count)), loss);
      session.initialize();
      session.run(step);
      assertThat(floats(session.runner().fetch(counted.value()))).containsExactly(1);
    }
  }

  @Test
  void noPairsAreRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = ops(graph);
      assertThatThrownBy(() -> OPTIMIZER.applyGradients(tf, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("No gradients provided for any variable");
    }
  }

  @Test
  void withoutAGlobalStepTheErrorSaysWhatToCall() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      var loss = DenseRegression.loss(tf);
      assertThatThrownBy(() -> OPTIMIZER.minimize(tf, loss))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("GlobalStep.create");
    }
  }

  @Test
  void aSecondAdamHasSlotsOfItsOwn() {
    try (Graph graph = new Graph()) {
      Ops tf = ops(graph);
      var loss = DenseRegression.loss(tf);
      new AdamOptimizer().minimize(tf, loss);
      new AdamOptimizer().minimize(tf, loss);
      List<String> names = Variables.all(graph).stream().<String>map(Variable::name).toList();
      assertThat(names)
          .contains("dense/bias/Adam", "dense/bias/Adam_1", "beta1_power", "beta2_power")
          .contains("dense/bias/Adam_2", "dense/bias/Adam_3", "beta1_power_1", "beta2_power_1");
      assertThat(Variables.trainable(tf)).hasSize(2);
    }
  }

  private static Ops ops(Graph graph) {
    Ops tf = Ops.create(graph);
    RandomSeed.set(tf, 1);
    GlobalStep.create(tf);
    return tf;
  }

  private static long fetchLong(Session session, Operand<TInt64> value) {
    try (Result result = session.runner().fetch(value).run()) {
      return ((TInt64) result.get(0)).getLong();
    }
  }

  private static float[] floats(Session.Runner runner) {
    try (Result result = runner.run()) {
      var tensor = (TFloat32) result.get(0);
      float[] values = new float[Math.toIntExact(tensor.size())];
      tensor.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }
}

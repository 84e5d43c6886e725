package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.GraphCollection.FINITE_GRADIENTS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The dynamic scale of a loss whose gradients pass through float16: Keras' {@code
 * LossScaleOptimizer}. It is a power of two, so that scaling rounds nothing.
 *
 * @param current float32 scalar: what the loss is multiplied by
 * @param goodSteps int64 scalar: the number of steps since the scale changed
 */
record LossScale(Variable<TFloat32> current, Variable<TInt64> goodSteps) {
  static final String SCOPE = "loss_scale";
  static final float INITIAL = 32_768;
  static final long GROWTH_STEPS = 2_000;

  private static final String CURRENT = "current_loss_scale";
  private static final String GOOD_STEPS = "good_steps";
  private static final float FACTOR = 2;

  /** Adds the variables. */
  static void create(Ops tf) {
    Ops scope = tf.withSubScope(SCOPE);
    Variables.createOptional(scope, CURRENT, TFloat32.class, init -> init.constant(INITIAL));
    Variables.createOptional(scope, GOOD_STEPS, TInt64.class, init -> init.constant(0L));
  }

  /** Returns the scale of a graph, if it has one. */
  static Optional<LossScale> of(Ops tf) {
    Graph graph = (Graph) tf.scope().env();
    return Variables.find(graph, SCOPE + "/" + CURRENT)
        .map(
            current ->
                new LossScale(
                    current.expect(TFloat32.class),
                    Variables.find(graph, SCOPE + "/" + GOOD_STEPS)
                        .orElseThrow()
                        .expect(TInt64.class)));
  }

  Operand<TFloat32> scaled(Ops tf, Operand<TFloat32> loss) {
    return tf.math.mul(loss, current.value());
  }

  /** Divides gradients by the scale, and marks whether they are finite, before any clipping. */
  List<Operand<TFloat32>> unscaled(Ops tf, List<Operand<TFloat32>> gradients) {
    Ops scope = tf.withSubScope(SCOPE);
    var part = scope.math.reciprocal(current.value());
    List<Operand<TFloat32>> unscaled = new ArrayList<>();
    List<Operand<TBool>> finite = new ArrayList<>();
    for (Operand<TFloat32> gradient : gradients) {
      unscaled.add(scope.math.mul(gradient, part));
      finite.add(all(scope, scope.math.isFinite(gradient)));
    }
    scope
        .scope()
        .opBuilder(FINITE_GRADIENTS.opType(), "is_finite")
        .addInput(all(scope, scope.stack(finite)).asOutput())
        .setAttr(FINITE_GRADIENTS.attribute(), true)
        .build();
    return unscaled;
  }

  private static Operand<TBool> all(Ops tf, Operand<TBool> flags) {
    int[] dimensions = new int[flags.shape().numDimensions()];
    for (int d = 0; d < dimensions.length; d++) {
      dimensions[d] = d;
    }
    return tf.reduceAll(flags, tf.constant(dimensions));
  }

  /**
   * Adds the ops that move variables if all gradients are finite, and then the scale.
   *
   * @param tf the graph, in a scope whose ops wait for all gradients
   * @param optimizer what moves the variables
   * @param pairs the variables and their gradients
   */
  List<Op> updates(Ops tf, Optimizer optimizer, List<GradientAndVariable> pairs) {
    List<Operand<TBool>> marks = new ArrayList<>();
    FINITE_GRADIENTS.of((Graph) tf.scope().env()).forEach(op -> marks.add(op.output(0)));
    if (marks.isEmpty()) {
      // The model function has computed all gradients itself, without the scale.
      return optimizer.updates(tf, pairs);
    }
    var finite = all(tf, tf.stack(marks));
    Op moved = updatesIf(tf, finite, optimizer, pairs);
    var good = tf.math.add(goodSteps.value(), tf.constant(1L));
    var grows = tf.math.greaterEqual(good, tf.constant(GROWTH_STEPS));
    var counted = tf.select(grows, tf.constant(0L), good);
    var after = tf.withControlDependencies(List.of(moved));
    return List.of(
        moved,
        goodSteps.assign(after, tf.select(finite, counted, tf.constant(0L))),
        current.assign(after, tf.select(finite, grown(tf, grows), halved(tf))));
  }

  private Operand<TFloat32> halved(Ops tf) {
    return tf.math.maximum(tf.math.div(current.value(), tf.constant(FACTOR)), tf.constant(1f));
  }

  private Operand<TFloat32> grown(Ops tf, Operand<TBool> grows) {
    var doubled = tf.math.mul(current.value(), tf.constant(FACTOR));
    return tf.select(
        tf.math.logicalAnd(grows, tf.math.isFinite(doubled)), doubled, current.value());
  }

  /** Adds updates that run only if a condition holds: what depends on the other branch is dead. */
  private static Op updatesIf(
      Ops tf, Operand<TBool> condition, Optimizer optimizer, List<GradientAndVariable> pairs) {
    var branches = tf.switchCond(condition, condition);
    var moving = tf.withControlDependencies(List.of(tf.identity(branches.outputTrue())));
    List<GradientAndVariable> alive = new ArrayList<>();
    for (GradientAndVariable pair : pairs) {
      var gradient = tf.switchCond(pair.gradient(), condition).outputTrue();
      alive.add(new GradientAndVariable(gradient, pair.variable()));
    }
    List<Op> updates = optimizer.updates(moving, alive);
    var moved = tf.withControlDependencies(updates).identity(branches.outputTrue());
    return tf.merge(List.of(moved, tf.identity(branches.outputFalse())));
  }
}

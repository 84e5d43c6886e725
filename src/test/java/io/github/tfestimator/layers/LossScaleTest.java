package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.Tensors;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The scale of a float16 training against a model of it in plain Java. */
@Tag("medium")
class LossScaleTest {
  private static final float RATE = 0.25f;

  @Test
  void followsKerasRules() {
    var random = new Random(7);
    var model = new ScaleModel();
    try (var training = new Training(new GradientDescentOptimizer(RATE))) {
      for (int step = 0; step < 6_000; step++) {
        // Long runs of good steps, and short ones.
        boolean isBad = step > 4_500 && random.nextInt(step < 5_000 ? 3 : 100) == 0;
        float gradient = isBad ? bad(random) : random.nextInt(8) / 8f;
        training.step(gradient);
        model.step(gradient);
        if (step % 97 == 0 || step > 4_480 && step < 4_700) {
          assertThat(training.state()).as("after step %d", step).isEqualTo(model.state());
        }
      }
      assertThat(training.state()).isEqualTo(model.state());
      assertThat(model.largest).isEqualTo(32_768f * 4);
      assertThat(training.steps()).isEqualTo(6_000);
    }
  }

  private static float bad(Random random) {
    return List.of(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN)
        .get(random.nextInt(3));
  }

  @Test
  void neverFallsBelowOne() {
    try (var training = new Training(new GradientDescentOptimizer(RATE))) {
      for (int step = 0; step < 20; step++) {
        training.step(Float.NaN);
      }
      assertThat(training.state()).isEqualTo(new State(1, 0, 3));
    }
  }

  /** The gradient is finite, but what back-propagation passes isn't. */
  @Test
  void anOverflowThatTheScaleCausesHalvesIt() {
    try (var training = new Training(new GradientDescentOptimizer(RATE))) {
      training.step(Float.MAX_VALUE / 16_384);
      assertThat(training.state()).isEqualTo(new State(16_384, 0, 3));
    }
  }

  /** Adam's powers of its betas, its slots and averages are those of the good steps alone. */
  @Test
  void aSkippedStepMovesNoSlot() {
    float[] gradients = {0.5f, Float.NaN, 0.25f, Float.POSITIVE_INFINITY, 1};
    try (var all = new Training(new AdamOptimizer(0.1f));
        var good = new Training(new AdamOptimizer(0.1f))) {
      for (float gradient : gradients) {
        all.step(gradient);
        if (Float.isFinite(gradient)) {
          good.step(gradient);
        }
      }
      for (String slot : List.of("w", "w/Adam", "w/Adam_1", "beta1_power", "beta2_power")) {
        assertThat(all.value(slot)).as(slot).containsExactly(good.value(slot));
      }
      assertThat(all.steps()).isEqualTo(5);
      assertThat(good.steps()).isEqualTo(3);
    }
  }

  /** An optimizer of one's own may build its ops in another scope than the one it is given. */
  @Test
  void aSkippedStepRunsNothingThatUsesAGradient() {
    Optimizer careless =
        (tf, pairs) -> {
          Ops free = tf.withControlDependencies(List.of());
          var pair = pairs.get(0);
          var delta = free.math.minimum(pair.gradient(), free.constant(1f));
          return List.of(pair.variable().assignAdd(free, delta));
        };
    try (var training = new Training(careless)) {
      training.step(Float.POSITIVE_INFINITY);
      assertThat(training.state()).isEqualTo(new State(16_384, 0, 3));
      training.step(0.5f);
      assertThat(training.state()).isEqualTo(new State(16_384, 1, 3.5f));
    }
  }

  @Test
  void clippingHidesNoOverflow() {
    Function<Ops, Function<Operand<TFloat32>, Op>> clipped =
        tf ->
            loss -> {
              var optimizer = new GradientDescentOptimizer(RATE);
              List<GradientAndVariable> pairs =
                  optimizer.computeGradients(tf, loss).stream()
                      .map(
                          pair ->
                              new GradientAndVariable(
                                  tf.clipByValue(
                                      pair.gradient(), tf.constant(-1f), tf.constant(1f)),
                                  pair.variable()))
                      .toList();
              return optimizer.applyGradients(tf, pairs);
            };
    try (var training = new Training(clipped)) {
      training.step(Float.POSITIVE_INFINITY);
      assertThat(training.state()).isEqualTo(new State(16_384, 0, 3));
      training.step(9);
      assertThat(training.state()).isEqualTo(new State(16_384, 1, 3 - RATE));
    }
  }

  @Test
  void float32AndBfloat16HaveNoScale() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      MixedPrecision.require(tf, org.tensorflow.types.TBfloat16.class);
      assertThat(LossScale.of(tf)).isEmpty();
    }
  }

  /**
   * A state of the training.
   *
   * @param w the weight
   */
  private record State(float scale, long goodSteps, float w) {}

  /** Keras' documented behavior, step by step. */
  private static final class ScaleModel {
    float scale = 32_768;
    float largest = scale;
    long goodSteps;
    float w = 3;

    void step(float gradient) {
      if (Float.isNaN(gradient) || Float.isInfinite(gradient)) {
        scale /= 2;
        goodSteps = 0;
        return;
      }
      w -= RATE * gradient;
      goodSteps++;
      if (goodSteps == 2_000) {
        scale *= 2;
        goodSteps = 0;
      }
      largest = Math.max(largest, scale);
    }

    State state() {
      return new State(Math.max(1, scale), goodSteps, w);
    }
  }

  /** The training of one weight, 3 at first, whose gradient is fed. */
  private static final class Training implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Operand<TFloat32> gradient;
    private final Op step;
    private final Session session;

    Training(Optimizer optimizer) {
      this(tf -> loss -> optimizer.minimize(tf, loss));
    }

    Training(Function<Ops, Function<Operand<TFloat32>, Op>> minimize) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      MixedPrecision.require(tf, TFloat16.class);
      GlobalStep.create(tf);
      var w =
          Variables.create(
              tf,
              "w",
              Shape.scalar(),
              (init, shape, key) -> init.fill(init.constant(shape), init.constant(3f)));
      gradient = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      step = minimize.apply(tf).apply(tf.math.mul(w.value(), gradient));
      session = new Session(graph);
      session.initialize();
    }

    void step(float value) {
      try (TFloat32 fed = TFloat32.scalarOf(value)) {
        session.runner().feed(gradient, fed).addTarget(step).run().close();
      }
    }

    State state() {
      return new State(
          value("loss_scale/current_loss_scale")[0], count("loss_scale/good_steps"), value("w")[0]);
    }

    float[] value(String name) {
      return Tensors.variable(session, name);
    }

    long steps() {
      return count("global_step");
    }

    private long count(String name) {
      var variable = Variables.find(graph, name).orElseThrow().value();
      try (Result result = session.runner().fetch(variable).run()) {
        return ((TInt64) result.get(0)).getLong();
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}

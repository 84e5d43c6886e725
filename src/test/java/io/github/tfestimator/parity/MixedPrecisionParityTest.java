package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.MixedPrecision;
import io.github.tfestimator.layers.RandomSeed;
import io.github.tfestimator.layers.Variable;
import io.github.tfestimator.layers.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * Trainings in mixed precision beside Keras' {@code mixed_bfloat16} and {@code mixed_float16}, from
 * the same weights and on the same batches, and the scale of the loss beside {@code
 * LossScaleOptimizer}'s: {@code scripts/parity/mixed_precision.py}.
 *
 * <p>The yardstick is how far Keras' policies are from float32.
 */
@Tag("medium")
class MixedPrecisionParityTest {
  private static final String SCALE = "loss_scale/current_loss_scale";
  private static final CnnParams PARAMS =
      CnnParams.defaults().withLayers(List.of(8, 8), List.of(32)).withRates(0, 0.02f);
  private static final int BATCH = 20;
  private static final int STEPS = 40;

  /** After one step of float16 ours and Keras differ in roundings of sums alone. */
  private static final double AFTER_ONE_STEP = 0.5;

  /**
   * Later each such rounding has changed what all others round. Bfloat16 is there from the first
   * step on: Keras' kernels for CPUs add a bias before they round.
   */
  private static final double LATER = 2;

  private static final Npz KERAS = Npz.resource("mixed_precision.npz");

  @TempDir private Path folder;

  /** Keras' policies. */
  private enum Policy {
    MIXED_BFLOAT16(TBfloat16.class),
    MIXED_FLOAT16(TFloat16.class);

    final Class<? extends TFloating> type;

    Policy(Class<? extends TFloating> type) {
      this.type = type;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTrainingIsKerassButForRoundings(Policy policy) {
    var watch = new StepWatch(Set.of(1, 10, STEPS));
    train(policy, watch);
    assertClose(policy, watch, 1, policy == Policy.MIXED_FLOAT16 ? AFTER_ONE_STEP : LATER);
    assertClose(policy, watch, 10, LATER);
    assertClose(policy, watch, STEPS, LATER);
    assertThat(largest(floats(watch.losses), KERAS.get(policy.key() + "/losses")))
        .as("losses")
        .isLessThan(
            LATER * largest(KERAS.get(policy.key() + "/losses"), KERAS.get("float32/losses")));
  }

  /** Compares movements of weights: ours are Keras', and not those of float32 either. */
  private static void assertClose(Policy policy, StepWatch watch, int steps, double part) {
    double keras = 0;
    double float32 = 0;
    double kerasFloat32 = 0;
    for (String name : Formula.VARIABLES) {
      String key = "/after-%d/%s".formatted(steps, name);
      double[] here = Tensors.exact(watch.variables.get(steps).get(name).values());
      double[] there = KERAS.get(policy.key() + key);
      double[] exact = KERAS.get("float32" + key);
      double movement = meanSquare(exact, Tensors.exact(start(name)));
      keras += meanSquare(here, there) / movement;
      float32 += meanSquare(here, exact) / movement;
      kerasFloat32 += meanSquare(there, exact) / movement;
    }
    assertThat(Math.sqrt(keras / kerasFloat32))
        .as("distance from Keras after %d steps, as a part of Keras' from float32", steps)
        .isLessThan(part);
    assertThat(Math.sqrt(float32 / kerasFloat32))
        .as("distance from float32 after %d steps, as a part of Keras'", steps)
        .isBetween(1 / LATER, LATER);
  }

  private static double meanSquare(double[] values, double[] others) {
    assertThat(values).hasSameSizeAs(others);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (values[i] - others[i]) * (values[i] - others[i]);
    }
    return sum / values.length;
  }

  private static float[] start(String variable) {
    var shape = Formula.shapes(PARAMS).get(variable);
    return Sample.of(variable, Formula.weight(variable, shape)).values();
  }

  private static double largest(double[] values, double[] others) {
    assertThat(values).hasSameSizeAs(others);
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(values[i] - others[i]));
    }
    return largest;
  }

  private static double[] floats(List<Float> values) {
    return values.stream().mapToDouble(Float::doubleValue).toArray();
  }

  @Test
  void aScaleThatOverflowsComesDownAsKerass() {
    double[] scales = KERAS.get("overflowing/scales");
    assertThat(scales[0]).isEqualTo(0x1p39);
    var watch = new ScaleWatch(0x1p40f);
    train(Policy.MIXED_FLOAT16, watch);
    assertThat(floats(watch.scales)).containsExactly(scales);
    assertThat(largest(floats(watch.losses), KERAS.get("overflowing/losses")))
        .isLessThan(
            LATER * largest(KERAS.get("mixed_float16/losses"), KERAS.get("float32/losses")));
  }

  private void train(Policy policy, SessionRunHook watch) {
    var network = new CnnModelFn(PARAMS);
    ModelFn mixed =
        (tf, features, labels, mode) -> {
          if (mode == Mode.TRAIN) {
            MixedPrecision.require(tf, policy.type);
          }
          return network.apply(tf, features, labels, mode);
        };
    var batches = new GivenBatches(STEPS, step -> Formula.batch(BATCH * step, BATCH));
    try (var quiet = LogLines.listen()) {
      Estimator.of(mixed, RunConfig.in(folder.resolve("model")))
          .train(batches, Steps.more(STEPS), new FormulaWeights(), watch);
      assertThat(quiet.startingWith("Loss for final step")).hasSize(1);
    }
  }

  /** Gives the scale another first value, and notes it and the loss of each step. */
  private static final class ScaleWatch implements SessionRunHook {
    final List<Float> losses = new ArrayList<>();
    final List<Float> scales = new ArrayList<>();
    private final float first;
    private Op assign;

    ScaleWatch(float first) {
      this.first = first;
    }

    @Override
    public void begin(Graph graph) {
      Ops tf = Ops.create(graph);
      assign = Tensors.variable(graph, SCALE).assign(tf, tf.constant(first));
    }

    @Override
    public void afterCreateSession(RunContext context) {
      context.session().run(assign);
    }

    @Override
    public void afterRun(RunContext context, RunValues run) {
      losses.add(run.loss());
      scales.add(Tensors.variable(context.session(), SCALE)[0]);
    }
  }

  @Test
  void theScaleTakesKerassCourse() {
    double[] gradients = KERAS.get("course/gradients");
    List<Float> scales = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      MixedPrecision.require(tf, TFloat16.class);
      GlobalStep.create(tf);
      Variable<TFloat32> weight =
          Variables.create(
              tf,
              "weight",
              Shape.scalar(),
              (init, shape, key) -> init.fill(init.constant(shape), init.constant(3f)));
      var gradient = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
      var loss = tf.math.mul(weight.value(), gradient);
      Op step = new GradientDescentOptimizer(0.25f).minimize(tf, loss);
      try (Session session = new Session(graph)) {
        session.initialize();
        for (double value : gradients) {
          try (TFloat32 fed = TFloat32.scalarOf((float) value)) {
            session.runner().feed(gradient, fed).addTarget(step).run().close();
          }
          scales.add(Tensors.variable(session, SCALE)[0]);
          weights.add(Tensors.variable(session, "weight")[0]);
        }
      }
    }
    assertThat(floats(scales)).containsExactly(KERAS.get("course/scales"));
    assertThat(floats(weights)).containsExactly(KERAS.get("course/weights"));
    assertThat(floats(scales)).contains(0x1p15, 0x1p16, 0x1p17).contains(1);
  }
}

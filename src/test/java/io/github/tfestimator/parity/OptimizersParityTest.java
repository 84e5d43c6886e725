package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.tfestimator.layers.AdagradOptimizer;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Clipping;
import io.github.tfestimator.layers.DenseRegression;
import io.github.tfestimator.layers.ExponentialMovingAverage;
import io.github.tfestimator.layers.GradientAndVariable;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.LearningRate;
import io.github.tfestimator.layers.MomentumOptimizer;
import io.github.tfestimator.layers.Optimizer;
import io.github.tfestimator.layers.RMSPropOptimizer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Optimizers, rates, clipping and averages against Python's: {@code optimizers.py}. */
class OptimizersParityTest {
  /** Of a value, relative, or absolute below 1: two roundings of float32 in each of five steps. */
  private static final double TOLERANCE = 1e-6;

  /** Of a rate, relative: pow and cos of the two TensorFlows may round differently. */
  private static final double RATE_TOLERANCE = 2e-7;

  /** An ulp of the rate at first, from which a line comes down to nearly 0. */
  private static final double CANCELED = 7.5e-9;

  private static final Python PYTHON = Fixture.json("optimizers.json", Python.class);

  private static final Map<String, Optimizer> OPTIMIZERS =
      Map.of(
          "gradient_descent", new GradientDescentOptimizer(0.1f),
          "momentum", new MomentumOptimizer(0.1f, 0.9f),
          "nesterov", new MomentumOptimizer(0.1f, 0.9f).withNesterov(),
          "momentum_decayed",
              new MomentumOptimizer(LearningRate.exponentialDecay(0.1f, 2, 0.5f), 0.9f),
          "adam", new AdamOptimizer(),
          "adam_with_all", new AdamOptimizer(LearningRate.constant(0.05f), 0.8f, 0.95f, 1e-3f),
          "adagrad", new AdagradOptimizer(0.1f),
          "adagrad_with_all", new AdagradOptimizer(LearningRate.constant(0.1f), 0.5f),
          "rmsprop", new RMSPropOptimizer(0.01f),
          "rmsprop_with_all",
              new RMSPropOptimizer(LearningRate.constant(0.01f), 0.8f, 0.5f, 1e-3f));

  private static final Map<String, LearningRate> RATES =
      Map.of(
          "exponential", LearningRate.exponentialDecay(0.1f, 10, 0.9f),
          "staircase", LearningRate.staircaseDecay(0.1f, 10, 0.9f),
          "piecewise",
              LearningRate.piecewiseConstant(
                  new long[] {1, 10, 100}, new float[] {0.1f, 0.05f, 0.02f, 0.01f}),
          "polynomial", LearningRate.polynomialDecay(0.1f, 100, 0.02f, 1.5f),
          "linear", LearningRate.polynomialDecay(0.1f, 100, 0, 1),
          "cosine", LearningRate.cosineDecay(0.1f, 100),
          "cosine_with_alpha", LearningRate.cosineDecay(0.1f, 100, 0.3f),
          "warm_up", LearningRate.exponentialDecay(0.1f, 10, 0.9f).withWarmUp(10));

  /** Changes gradients. */
  private interface Clip {
    List<GradientAndVariable> of(Ops tf, List<GradientAndVariable> pairs);
  }

  /**
   * The numbers that Python computed.
   *
   * @param steps by case, after each step, by variable
   * @param rates by case, at each of the steps "at"
   */
  private record Python(
      Map<String, List<Map<String, float[]>>> steps, Map<String, double[]> rates) {}

  @ParameterizedTest
  @MethodSource("optimizers")
  void stepsArePythons(String name) {
    assertStepsArePythons(name, OPTIMIZERS.get(name)::minimize);
  }

  static Set<String> optimizers() {
    return OPTIMIZERS.keySet();
  }

  @Test
  void gradientsAreClippedByValue() {
    assertClippedAsInPython(
        "clip_by_value", (tf, pairs) -> Clipping.byValue(tf, pairs, -0.2f, 0.3f));
  }

  @Test
  void gradientsAreClippedByNorm() {
    assertClippedAsInPython("clip_by_norm", (tf, pairs) -> Clipping.byNorm(tf, pairs, 0.9f));
  }

  @Test
  void gradientsAreClippedByGlobalNorm() {
    assertClippedAsInPython(
        "clip_by_global_norm", (tf, pairs) -> Clipping.byGlobalNorm(tf, pairs, 1.2f));
  }

  @Test
  void averagesFollowTheWeights() {
    assertAveragedAsInPython("average", ExponentialMovingAverage.of(0.6f));
  }

  @Test
  void averagesFollowQuickerAtFirst() {
    assertAveragedAsInPython(
        "average_with_num_updates", ExponentialMovingAverage.of(0.6f).withNumUpdates());
  }

  @ParameterizedTest
  @MethodSource("rates")
  void ratesArePythons(String name) {
    double[] steps = PYTHON.rates().get("at");
    double[] rates = PYTHON.rates().get(name);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      for (int i = 0; i < steps.length; i++) {
        Operand<TFloat32> rate = RATES.get(name).at(tf, tf.constant((long) steps[i]));
        try (Result result = session.runner().fetch(rate).run()) {
          assertThat((double) ((TFloat32) result.get(0)).getFloat())
              .as("step %s", steps[i])
              .isCloseTo(rates[i], within(RATE_TOLERANCE * rates[i] + CANCELED));
        }
      }
    }
  }

  static Set<String> rates() {
    return RATES.keySet();
  }

  @Test
  void everyCaseIsCompared() {
    var cases = new TreeSet<>(OPTIMIZERS.keySet());
    cases.addAll(Set.of("clip_by_value", "clip_by_norm", "clip_by_global_norm"));
    cases.addAll(Set.of("average", "average_with_num_updates"));
    assertThat(PYTHON.steps().keySet()).containsExactlyInAnyOrderElementsOf(cases);
  }

  private static void assertClippedAsInPython(String name, Clip clip) {
    var optimizer = new GradientDescentOptimizer(0.1f);
    assertStepsArePythons(
        name,
        (tf, loss) ->
            optimizer.applyGradients(tf, clip.of(tf, optimizer.computeGradients(tf, loss))));
  }

  private static void assertAveragedAsInPython(String name, ExponentialMovingAverage averages) {
    assertStepsArePythons(
        name,
        (tf, loss) -> averages.apply(tf, new GradientDescentOptimizer(0.1f).minimize(tf, loss)));
  }

  private static void assertStepsArePythons(
      String name, BiFunction<Ops, Operand<TFloat32>, Op> trainOp) {
    List<Map<String, float[]>> python = PYTHON.steps().get(name);
    List<Map<String, float[]>> here = DenseRegression.steps(python.size(), trainOp);
    for (int step = 0; step < python.size(); step++) {
      Map<String, float[]> values = here.get(step);
      assertThat(values.keySet()).isEqualTo(python.get(step).keySet());
      int number = step + 1;
      python
          .get(step)
          .forEach((key, expected) -> assertClose(number, key, values.get(key), expected));
    }
  }

  private static void assertClose(int step, String key, float[] values, float[] expected) {
    assertThat(values).as(key).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs((double) values[i] - expected[i]);
      if (!(difference <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
        fail(
            "step %d, %s[%d]: %s, but Python's is %s"
                .formatted(step, key, i, values[i], expected[i]));
      }
    }
  }
}

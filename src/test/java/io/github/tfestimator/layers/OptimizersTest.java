package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Each optimizer's weights after some steps, against plain Java in double precision. */
class OptimizersTest {
  private static final int STEPS = 7;

  /** Of weights around 1: a few roundings of float32 in each step. */
  private static final double TOLERANCE = 3e-6;

  @Test
  void gradientDescentIsTheOracles() {
    assertIsTheOracles(new GradientDescentOptimizer(0.1f), NaiveOptimizers.descent(0.1));
  }

  @Test
  void momentumIsTheOracles() {
    assertIsTheOracles(
        new MomentumOptimizer(0.1f, 0.9f), NaiveOptimizers.momentum(0.1, 0.9, false));
  }

  @Test
  void nesterovIsTheOracles() {
    assertIsTheOracles(
        new MomentumOptimizer(0.1f, 0.9f).withNesterov(), NaiveOptimizers.momentum(0.1, 0.9, true));
  }

  @Test
  void adamIsTheOracles() {
    assertIsTheOracles(new AdamOptimizer(0.01f), NaiveOptimizers.adam(0.01, 0.9, 0.999, 1e-8));
  }

  @Test
  void adagradIsTheOracles() {
    assertIsTheOracles(new AdagradOptimizer(0.1f), NaiveOptimizers.adagrad(0.1, 0.1));
  }

  @Test
  void rmsPropIsTheOracles() {
    var rate = LearningRate.constant(0.01f);
    assertIsTheOracles(new RMSPropOptimizer(rate), NaiveOptimizers.rmsProp(0.01, 0.9, 0, 1e-10));
    assertIsTheOracles(
        new RMSPropOptimizer(rate, 0.8f, 0.5f, 1e-3f),
        NaiveOptimizers.rmsProp(0.01, 0.8, 0.5, 1e-3));
  }

  @Test
  void decayedRateIsTheOracles() {
    assertIsTheOracles(
        new GradientDescentOptimizer(LearningRate.exponentialDecay(0.1f, 2, 0.5f)),
        (w, g, step) ->
            NaiveOptimizers.descent(0.1 * Math.pow(0.5, (step - 1) / 2.0)).move(w, g, step));
  }

  @Test
  void weightDecayIsTheOracles() {
    var rate = LearningRate.constant(0.1f);
    assertIsTheOracles(
        new DecoupledWeightDecay(new MomentumOptimizer(rate, 0.9f), rate, 0.3f),
        NaiveOptimizers.decayed(0.1 * 0.3, NaiveOptimizers.momentum(0.1, 0.9, false)));
  }

  @Test
  void theMeanIsOfTheWeightsAfterItsStart() {
    var steps =
        DenseRegression.steps(
            STEPS,
            (tf, loss) ->
                new StochasticWeightAverage(3)
                    .apply(tf, new GradientDescentOptimizer(0.1f).minimize(tf, loss)));
    for (int taken = 1; taken <= STEPS; taken++) {
      float[] average = steps.get(taken - 1).get("dense/kernel/average");
      for (int i = 0; i < average.length; i++) {
        double sum = 0;
        int first = Math.min(taken, 4);
        for (int step = first; step <= taken; step++) {
          sum += steps.get(step - 1).get("dense/kernel")[i];
        }
        assertThat((double) average[i])
            .as("weight %d after step %d", i, taken)
            .isCloseTo(sum / (taken - first + 1), within(TOLERANCE));
      }
    }
  }

  @Test
  void clippingByNormIsTheOracles() {
    var optimizer = new GradientDescentOptimizer(0.1f);
    assertStepsAreTheOracles(
        (tf, loss) ->
            optimizer.applyGradients(
                tf, Clipping.byNorm(tf, optimizer.computeGradients(tf, loss), 0.9f)),
        NaiveOptimizers.clipped(0.1, 0.9, false));
  }

  @Test
  void clippingByGlobalNormIsTheOracles() {
    var optimizer = new GradientDescentOptimizer(0.1f);
    assertStepsAreTheOracles(
        (tf, loss) ->
            optimizer.applyGradients(
                tf, Clipping.byGlobalNorm(tf, optimizer.computeGradients(tf, loss), 1.2f)),
        NaiveOptimizers.clipped(0.1, 1.2, true));
  }

  @Test
  void anOptimizerOfOnesOwnTakesFewLines() {
    Optimizer signDescent =
        (tf, pairs) ->
            pairs.stream()
                .map(
                    pair ->
                        pair.variable()
                            .assignAdd(
                                tf,
                                tf.math.mul(tf.constant(-0.01f), tf.math.sign(pair.gradient()))))
                .toList();
    assertIsTheOracles(
        signDescent,
        (w, g, step) -> {
          for (int i = 0; i < w.length; i++) {
            w[i] -= 0.01 * Math.signum(g[i]);
          }
        });
  }

  @Test
  void aBadNumberIsRefused() {
    assertThatThrownBy(() -> new AdamOptimizer(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning rate (0.0) must be a positive, finite number");
    assertThatThrownBy(() -> new MomentumOptimizer(0.1f, 1))
        .hasMessage("momentum (1.0) must be at least 0 and below 1");
    assertThatThrownBy(() -> LearningRate.cosineDecay(0.1f, 0))
        .hasMessage("decay steps (0) must be 1 or more");
    assertThatThrownBy(
            () -> LearningRate.piecewiseConstant(new long[] {5, 5}, new float[] {1, 2, 3}))
        .hasMessage("boundaries [5, 5] must increase");
    assertThatThrownBy(() -> LearningRate.piecewiseConstant(new long[] {5}, new float[] {1}))
        .hasMessageContaining("found 1 boundaries and 1 rates");
  }

  private static void assertIsTheOracles(Optimizer optimizer, NaiveOptimizers.Rule rule) {
    assertStepsAreTheOracles(optimizer::minimize, rule);
  }

  private static void assertStepsAreTheOracles(
      BiFunction<Ops, Operand<TFloat32>, Op> trainOp, NaiveOptimizers.Rule rule) {
    double[] expected = NaiveOptimizers.after(STEPS, rule);
    Map<String, float[]> last = DenseRegression.steps(STEPS, trainOp).get(STEPS - 1);
    for (int i = 0; i < expected.length; i++) {
      float weight = i < 6 ? last.get("dense/kernel")[i] : last.get("dense/bias")[i - 6];
      assertThat((double) weight).as("weight %d", i).isCloseTo(expected[i], within(TOLERANCE));
    }
  }
}

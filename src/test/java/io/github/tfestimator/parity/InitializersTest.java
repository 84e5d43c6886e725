package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.parity.Distributions.Draw;
import io.github.tfestimator.parity.Distributions.Kernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The initial values of the network at its full size against those that {@code tf.compat.v1.layers}
 * draws, for three seeds. The generators differ, so values can't be equal; their laws must be.
 *
 * <p>Bounds are at four standard deviations, and critical values at a level of 0.001. Seeds are
 * fixed, so that a pass is one for ever.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("medium")
class InitializersTest {
  /** Of the Kolmogorov-Smirnov statistic times sqrt(n m / (n + m)): sqrt(-ln(0.001 / 2) / 2). */
  private static final double KOLMOGOROV = 1.9495;

  /** Chi-square exceeds its degrees of freedom by this many deviations at a level of 0.001. */
  private static final double CHI_SQUARE = 3.3;

  private static final List<Kernel> PYTHON = Distributions.read().kernels();

  @RegisterExtension private final QuietLog log = new QuietLog();

  private final Map<String, float[]> ours = new HashMap<>();

  /** One kernel of one seed, as Python and as we draw it. */
  record Pair(String name, double limit, Draw python, Draw java, float[] values) {
    /** The deviation of a mean of the two samples' difference. */
    double deviationOfMeans(double variance) {
      return Math.sqrt(2 * variance / values.length);
    }

    @Override
    public String toString() {
      return name + ", seed " + python.seed();
    }
  }

  @BeforeAll
  void draw(@TempDir Path folder) {
    for (Draw draw : PYTHON.get(0).seeds()) {
      var config = RunConfig.in(folder.resolve("" + draw.seed())).withSeed(draw.seed());
      Estimator.of(new CnnModelFn(CnnParams.defaults()), config)
          .train(SyntheticInput.endless(784, 10, 1), Steps.more(1), keepKernels(draw.seed()));
    }
  }

  private SessionRunHook keepKernels(long seed) {
    return new SessionRunHook() {
      @Override
      public void afterCreateSession(RunContext context) {
        for (Kernel kernel : PYTHON) {
          ours.put(kernel.name() + seed, Tensors.variable(context.session(), kernel.name()));
        }
      }
    };
  }

  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (Kernel kernel : PYTHON) {
      for (Draw python : kernel.seeds()) {
        float[] values = ours.get(kernel.name() + python.seed());
        Draw java = Draw.of(python.seed(), values, kernel.limit(), python.counts().length);
        pairs.add(new Pair(kernel.name(), kernel.limit(), python, java, values));
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void bothDrawAsManyValuesWithinTheSameLimit(Pair pair) {
    assertThat(pair.java().size()).isEqualTo(pair.python().size());
    // The chance that none of n values is in the outermost 10/n of the range is e^-10.
    double edge = pair.limit() * (1 - 20.0 / pair.values().length);
    for (Draw draw : List.of(pair.python(), pair.java())) {
      assertThat(draw.max()).isBetween(edge, pair.limit());
      assertThat(draw.min()).isBetween(-pair.limit(), -edge);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void bothHaveTheSameMeanAndVariance(Pair pair) {
    double limit = pair.limit();
    double deviation = pair.deviationOfMeans(limit * limit / 3);
    assertThat(pair.java().mean()).isCloseTo(pair.python().mean(), within(4 * deviation));
    // The squares of a uniform variable have the variance limit^4 * (1/5 - 1/9).
    double ofSquares = pair.deviationOfMeans(Math.pow(limit, 4) * (1 / 5.0 - 1 / 9.0));
    assertThat(pair.java().variance()).isCloseTo(pair.python().variance(), within(4 * ofSquares));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void kolmogorovAndSmirnovFindNoDifference(Pair pair) {
    assertThat(kolmogorovSmirnov(pair.python(), pair.java())).isLessThan(KOLMOGOROV);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void allPartsOfTheRangeAreFilledAlike(Pair pair) {
    long[] python = pair.python().counts();
    long[] java = pair.java().counts();
    double chiSquare = 0;
    for (int i = 0; i < python.length; i++) {
      chiSquare += Math.pow(python[i] - java[i], 2) / (python[i] + java[i]);
    }
    int freedom = python.length - 1;
    assertThat(chiSquare).isLessThan(freedom + CHI_SQUARE * Math.sqrt(2 * freedom));
  }

  @Test
  void theDistributionTestFindsAKernelTooWide() {
    Pair dense = pairs().stream().filter(p -> p.name().equals("dense/kernel")).findFirst().get();
    float[] wide = dense.values().clone();
    for (int i = 0; i < wide.length; i++) {
      wide[i] *= 1.01f;
    }
    Draw wider = Draw.of(1, wide, dense.limit(), dense.python().counts().length);
    assertThat(kolmogorovSmirnov(dense.python(), wider)).isGreaterThan(KOLMOGOROV);
  }

  /**
   * The largest difference of the two distribution functions, times sqrt(n m / (n + m)), taken at
   * the ends of the parts: at most as large as the one over all values, so it rejects no more
   * often.
   */
  private static double kolmogorovSmirnov(Draw python, Draw java) {
    double n = python.size();
    double m = java.size();
    double largest = 0;
    double ofPython = 0;
    double ofJava = 0;
    for (int i = 0; i < python.counts().length; i++) {
      ofPython += python.counts()[i] / n;
      ofJava += java.counts()[i] / m;
      largest = Math.max(largest, Math.abs(ofPython - ofJava));
    }
    return largest * Math.sqrt(n * m / (n + m));
  }
}

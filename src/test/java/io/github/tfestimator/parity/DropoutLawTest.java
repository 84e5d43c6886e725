package io.github.tfestimator.parity;

import static io.github.tfestimator.layers.LayerArguments.rate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.RandomSeed;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/**
 * Dropout at rate 0.4 of 200 steps, 20 rows and 200 units against {@code
 * tf.compat.v1.layers.dropout}: the same figures of both, each within four standard deviations of
 * what independent draws have. {@code scripts/parity/distributions.py} computes Python's.
 */
class DropoutLawTest {
  private static final int[] SIZES = {200, 20, 200};
  private static final int ALL = 200 * 20 * 200;
  private static final double RATE = 0.4;
  private static final double VARIANCE = RATE * (1 - RATE);
  private static final Distributions.Dropout PYTHON = Distributions.read().dropout();

  private static final float[] OURS = new float[ALL];

  /** Along what the draws may hang together. */
  enum Axis {
    STEPS(Distributions.Axes::steps),
    ROWS(Distributions.Axes::rows),
    UNITS(Distributions.Axes::units);

    final ToDoubleFunction<Distributions.Axes> python;

    Axis(ToDoubleFunction<Distributions.Axes> python) {
      this.python = python;
    }

    int size() {
      return SIZES[ordinal()];
    }

    /** Returns the distance of two neighbors in the flat array. */
    int stride() {
      return this == STEPS ? SIZES[1] * SIZES[2] : this == ROWS ? SIZES[2] : 1;
    }

    int place(int i) {
      return i / stride() % size();
    }
  }

  @BeforeAll
  static void draw() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      GlobalStep.create(tf);
      var ones = tf.fill(tf.constant(Shape.of(SIZES[1], SIZES[2])), tf.constant(1f));
      var dropped = Layers.on(tf).dropout(ones, rate((float) RATE), true);
      var next = GlobalStep.of(tf).assignAdd(tf, tf.constant(1L));
      try (Session session = new Session(graph)) {
        session.initialize();
        for (int step = 0; step < SIZES[0]; step++) {
          float[] values = Tensors.floats(session, dropped);
          System.arraycopy(values, 0, OURS, step * values.length, values.length);
          session.run(next);
        }
      }
    }
  }

  @Test
  void whatIsKeptIsScaledToTheSameBits() {
    Set<Double> kept = new HashSet<>();
    for (float value : OURS) {
      if (value != 0) {
        kept.add((double) value);
      }
    }
    assertThat(PYTHON.kept()).hasSize(1);
    assertThat(kept).containsExactly(PYTHON.kept()[0]);
  }

  @Test
  void asManyAreDropped() {
    double zeros = 0;
    for (float value : OURS) {
      zeros += value == 0 ? 1 : 0;
    }
    var bound = within(4 * Math.sqrt(VARIANCE / ALL));
    assertThat(PYTHON.zeros()).isCloseTo(RATE, bound);
    assertThat(zeros / ALL).isCloseTo(RATE, bound);
  }

  /** The chi-square of the counts along an axis: about as large as there are counts. */
  @ParameterizedTest
  @EnumSource
  void noPlaceIsDroppedMoreOftenThanChanceHasIt(Axis axis) {
    double[] counts = new double[axis.size()];
    for (int i = 0; i < ALL; i++) {
      counts[axis.place(i)] += OURS[i] == 0 ? 1 : 0;
    }
    int each = ALL / axis.size();
    double dispersion = 0;
    for (double count : counts) {
      dispersion += Math.pow(count - each * RATE, 2) / (each * VARIANCE);
    }
    var bound = within(4 * Math.sqrt(2.0 * axis.size()));
    assertThat(axis.python.applyAsDouble(PYTHON.dispersion())).isCloseTo(axis.size(), bound);
    assertThat(dispersion).isCloseTo(axis.size(), bound);
  }

  /** The correlation of each draw with the next along an axis. */
  @ParameterizedTest
  @EnumSource
  void neighborsHaveNothingToDoWithEachOther(Axis axis) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < ALL; i++) {
      if (axis.place(i) + 1 < axis.size()) {
        sum += centered(OURS[i]) * centered(OURS[i + axis.stride()]);
        pairs++;
      }
    }
    var bound = within(4 / Math.sqrt(pairs));
    assertThat(axis.python.applyAsDouble(PYTHON.correlation())).isCloseTo(0, bound);
    assertThat(sum / pairs / VARIANCE).isCloseTo(0, bound);
  }

  private static double centered(float value) {
    return (value == 0 ? 1 : 0) - RATE;
  }
}

package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.LayerArguments.rate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.types.TFloat32;

/** Dropout of 40,000 ones. */
class DropoutTest {
  private static final Shape SHAPE = Shape.of(200, 200);
  private static final int SIZE = 40_000;

  @Test
  void outsideTrainingTheInputPassesAsItIs() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> input = ones(tf);
      assertThat(Layers.on(tf).dropout(input, rate(0.4f), false)).isSameAs(input);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.4f, 0.75f})
  void thePartThatIsKeptIsOneMinusTheRate(float rate) {
    int kept = count(dropped(rate, 1, 0));
    double deviation = Math.sqrt(SIZE * rate * (1.0 - rate));
    assertThat((double) kept).isCloseTo(SIZE * (1.0 - rate), within(4 * deviation));
  }

  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.4f, 0.75f})
  void whatIsKeptIsScaledByOneOverThePartThatIsKept(float rate) {
    for (float value : dropped(rate, 1, 0)) {
      if (value != 0) {
        assertThat((double) value).isCloseTo(1 / (1.0 - rate), within(1e-6));
      }
    }
  }

  @Test
  void theMeanStaysWhatItWas() {
    double sum = 0;
    for (float value : dropped(0.4f, 1, 0)) {
      sum += value;
    }
    // The deviation of a mean of so many values, each 0 or 1/0.6.
    assertThat(sum / SIZE).isCloseTo(1, within(4 * Math.sqrt(0.4 / 0.6 / SIZE)));
  }

  @Test
  void aRateOfZeroDropsNothing() {
    assertThat(count(dropped(0, 1, 0))).isEqualTo(SIZE);
  }

  @Test
  void sameSeedAndStepDropTheSame() {
    assertThat(dropped(0.4f, 7, 30)).containsExactly(dropped(0.4f, 7, 30));
  }

  @Test
  void anotherStepDropsOthers() {
    assertIndependent(dropped(0.4f, 7, 30), dropped(0.4f, 7, 31));
  }

  @Test
  void anotherSeedDropsOthers() {
    assertIndependent(dropped(0.4f, 7, 30), dropped(0.4f, 8, 30));
  }

  @Test
  void anotherLayerDropsOthers() {
    try (Graph graph = new Graph()) {
      Ops tf = trainingGraph(graph, 7);
      var first = Layers.on(tf).dropout(ones(tf), rate(0.4f), true);
      var second = Layers.on(tf).dropout(ones(tf), rate(0.4f), true);
      try (Session session = new Session(graph)) {
        session.initialize();
        assertIndependent(Tensors.floats(session, first), Tensors.floats(session, second));
      }
    }
  }

  @Test
  void aMaskIsDrawnAnewWhenTheGlobalStepMoves() {
    try (Graph graph = new Graph()) {
      Ops tf = trainingGraph(graph, 7);
      var dropped = Layers.on(tf).dropout(ones(tf), rate(0.4f), true);
      var next = GlobalStep.of(tf).assignAdd(tf, tf.constant(1L));
      try (Session session = new Session(graph)) {
        session.initialize();
        float[] atZero = Tensors.floats(session, dropped);
        assertThat(Tensors.floats(session, dropped)).containsExactly(atZero);
        session.run(next);
        assertThat(Tensors.floats(session, dropped)).containsExactly(dropped(0.4f, 7, 1));
      }
    }
  }

  @Test
  void gradientsFlowThroughWhatIsKeptOnly() {
    try (Graph graph = new Graph()) {
      Ops tf = trainingGraph(graph, 7);
      var input = ones(tf);
      var dropped = Layers.on(tf).dropout(input, rate(0.4f), true);
      var gradient = Gradients.create(tf.scope(), dropped, List.of(input)).dy(0);
      try (Session session = new Session(graph)) {
        session.initialize();
        // Of ones the layer gives just the factors that the gradient must have.
        assertThat(Tensors.floats(session, gradient))
            .containsExactly(Tensors.floats(session, dropped))
            .contains(0f);
      }
    }
  }

  @Test
  void aGraphWithoutSeedCantDrop() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      GlobalStep.create(tf);
      assertThatThrownBy(() -> Layers.on(tf).dropout(ones(tf), rate(0.4f), true))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("RandomSeed.set");
    }
  }

  @Test
  void aGraphWithoutGlobalStepCantDrop() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      assertThatThrownBy(() -> Layers.on(tf).dropout(ones(tf), rate(0.4f), true))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("GlobalStep.create");
    }
  }

  /** Two masks of rate 0.4 that have nothing to do with each other agree on 0.52 of the places. */
  private static void assertIndependent(float[] one, float[] other) {
    int agree = 0;
    for (int i = 0; i < SIZE; i++) {
      agree += (one[i] == 0) == (other[i] == 0) ? 1 : 0;
    }
    assertThat((double) agree).isCloseTo(0.52 * SIZE, within(4 * Math.sqrt(0.52 * 0.48 * SIZE)));
  }

  private static int count(float[] values) {
    int kept = 0;
    for (float value : values) {
      kept += value == 0 ? 0 : 1;
    }
    return kept;
  }

  private static float[] dropped(float rate, long seed, long globalStep) {
    try (Graph graph = new Graph()) {
      Ops tf = trainingGraph(graph, seed);
      var dropped = Layers.on(tf).dropout(ones(tf), rate(rate), true);
      var move = GlobalStep.of(tf).assign(tf, tf.constant(globalStep));
      try (Session session = new Session(graph)) {
        session.initialize();
        session.run(move);
        return Tensors.floats(session, dropped);
      }
    }
  }

  private static Ops trainingGraph(Graph graph, long seed) {
    Ops tf = Ops.create(graph);
    RandomSeed.set(tf, seed);
    GlobalStep.create(tf);
    return tf;
  }

  private static Operand<TFloat32> ones(Ops tf) {
    return tf.fill(tf.constant(SHAPE), tf.constant(1f));
  }
}

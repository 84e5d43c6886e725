package io.github.tfestimator.layers;

import static io.github.tfestimator.CloseTo.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** The sparse softmax cross-entropy with the mark of deterministic ops, and without. */
class DeterministicLossTest {
  private static final int ROWS = 64;
  private static final int CLASSES = 7;

  private static Ops graph(Graph graph, boolean deterministic) {
    Ops tf = Ops.create(graph);
    if (deterministic) {
      DeterministicOps.require(tf);
    }
    return tf;
  }

  private static List<String> types(Graph graph) {
    List<String> types = new ArrayList<>();
    graph.operations().forEachRemaining(op -> types.add(op.type()));
    return types;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void valueAndGradientAreTheOracles(boolean deterministic) {
    var random = new Random(7);
    double[] logits = random.doubles(ROWS * CLASSES, -20, 20).map(x -> (float) x).toArray();
    int[] labels = random.ints(ROWS, 0, CLASSES).toArray();
    double[] probabilities = NaiveLayers.softmax(logits, CLASSES);
    double expected = NaiveLayers.meanCrossEntropy(probabilities, labels);
    double[] expectedGradient = NaiveLayers.meanCrossEntropyBack(probabilities, labels);
    try (Graph graph = new Graph()) {
      Ops tf = graph(graph, deterministic);
      var variable = logits(tf, logits, Shape.of(ROWS, CLASSES));
      for (Operand<? extends TNumber> given :
          List.of(tf.constant(labels), tf.dtypes.cast(tf.constant(labels), TInt64.class))) {
        var loss = Losses.sparseSoftmaxCrossEntropy(tf, given, variable);
        var gradient = SparseSoftmaxGradient.inOneWalk(tf, loss, List.of(variable.asOutput()));
        try (Session session = new Session(graph)) {
          assertThat((double) Tensors.floats(session, loss)[0])
              .isCloseTo(expected, within(1e-5 * expected));
          assertClose("gradient", Tensors.floats(session, gradient.get(0)), expectedGradient, 1e-5);
        }
      }
    }
  }

  private static Operand<TFloat32> logits(Ops tf, double[] values, Shape shape) {
    return tf.constant(shape, DataBuffers.of(Tensors.rounded(values), true, false));
  }

  /** Neither it nor the gather's gradient is deterministic on GPUs. */
  @Test
  void hasNoOpThatTensorFlowRefusesOnGpus() {
    try (Graph graph = new Graph();
        Graph plain = new Graph()) {
      for (Graph each : List.of(graph, plain)) {
        Ops tf = graph(each, each == graph);
        var variable = logits(tf, new double[CLASSES], Shape.of(1, CLASSES));
        var loss = Losses.sparseSoftmaxCrossEntropy(tf, tf.array(1), variable);
        assertThat(SparseSoftmaxGradient.inOneWalk(tf, loss, List.of(variable.asOutput())))
            .hasSize(1);
      }
      String sparse = "SparseSoftmaxCrossEntropyWithLogits";
      assertThat(types(graph)).doesNotContain(sparse, "GatherV2", "UnsortedSegmentSum");
      assertThat(types(plain)).contains(sparse).doesNotContain("LogSoftmax");
    }
  }

  @Test
  void aClassThatIsRuledOutSpoilsNoOther() {
    float minus = Float.NEGATIVE_INFINITY;
    try (Graph graph = new Graph()) {
      Ops tf = graph(graph, true);
      var logits = tf.constant(new float[][] {{1, minus, 1}});
      var loss = Losses.sparseSoftmaxCrossEntropy(tf, tf.array(2), logits);
      var gradient = SparseSoftmaxGradient.inOneWalk(tf, loss, List.of(logits.asOutput()));
      try (Session session = new Session(graph)) {
        assertThat((double) Tensors.floats(session, loss)[0]).isCloseTo(Math.log(2), within(1e-6));
        assertThat(Tensors.floats(session, gradient.get(0))).containsExactly(0.5f, 0, -0.5f);
      }
    }
  }

  @Test
  void takesSequencesOfLabels() {
    try (Graph graph = new Graph()) {
      Ops tf = graph(graph, true);
      var logits = tf.constant(new float[2][3][4]);
      var labels = tf.constant(new int[][] {{0, 1, 2}, {3, 0, 1}});
      var losses = Losses.sparseSoftmaxCrossEntropy(tf, labels, logits, Reduction.NONE);
      assertThat(losses.shape()).isEqualTo(Shape.of(2, 3));
      try (Session session = new Session(graph)) {
        for (float loss : Tensors.floats(session, losses)) {
          assertThat((double) loss).isCloseTo(Math.log(4), within(1e-6));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MIN_VALUE})
  void labelsOutOfRangeAreRefusedInTheGraph(int label) {
    for (boolean deterministic : new boolean[] {false, true}) {
      try (Graph graph = new Graph()) {
        Ops tf = graph(graph, deterministic);
        var logits = tf.constant(new float[3][3]);
        var loss = Losses.sparseSoftmaxCrossEntropy(tf, tf.array(0, label, 2), logits);
        try (Session session = new Session(graph)) {
          assertThatThrownBy(() -> Tensors.floats(session, loss))
              .isInstanceOf(TFInvalidArgumentException.class)
              .hasMessageContaining("Labels must be 0 to 2; the smallest and the largest are")
              .hasMessageContaining("[" + Math.min(0, label) + "] [" + Math.max(2, label) + "]");
        }
      }
    }
  }
}

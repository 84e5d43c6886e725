package io.github.tfestimator.layers;

import static io.github.tfestimator.CloseTo.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Both ways of differentiating, on a network of two dense layers. */
class SparseSoftmaxGradientTest {
  private static final int[] LABELS = {2, 0, 1, 2, 2};
  private static final double[] INPUT = wave(5 * 4, 1, 0.7);
  private static final double[] KERNEL_1 = wave(4 * 6, 0.8, 0.9);
  private static final double[] KERNEL_2 = wave(6 * 3, 0.8, 1.1);

  /** Gives the gradients of a loss. */
  private interface Way {
    List<Output<TFloat32>> of(Ops tf, Operand<TFloat32> loss, List<Output<TFloat32>> variables);
  }

  @Test
  void bothWaysGiveTheSameBits() {
    assertThat(gradients(SparseSoftmaxGradient::inTwoWalks, 1))
        .usingRecursiveComparison()
        .isEqualTo(gradients(SparseSoftmaxGradient::inOneWalk, 1));
  }

  @Test
  void oneWalkGivesTheOraclesGradients() {
    assertGradientsAreTheOracles(gradients(SparseSoftmaxGradient::inOneWalk, 1), 1);
  }

  @Test
  void twoWalksGiveTheOraclesGradients() {
    assertGradientsAreTheOracles(gradients(SparseSoftmaxGradient::inTwoWalks, 1), 1);
  }

  @Test
  void whatIsDoneToTheLossAfterwardsCounts() {
    assertGradientsAreTheOracles(gradients(SparseSoftmaxGradient::inOneWalk, -3), -3);
    assertGradientsAreTheOracles(gradients(SparseSoftmaxGradient::inTwoWalks, -3), -3);
  }

  @Test
  void twoWalksRefuseALossWithoutSparseSoftmax() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var weight = tf.variable(Shape.scalar(), TFloat32.class);
      var loss = tf.math.mul(weight, weight);
      assertThatThrownBy(
              () -> SparseSoftmaxGradient.inTwoWalks(tf, loss, List.of(weight.asOutput())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("exactly one sparse softmax cross-entropy")
          .hasMessageEndingWith("has 0");
    }
  }

  @Test
  void twoWalksRefuseTwoSparseSoftmaxes() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var logits = tf.variable(Shape.of(5, 3), TFloat32.class);
      var labels = tf.constant(LABELS);
      var loss =
          tf.math.add(
              Losses.sparseSoftmaxCrossEntropy(tf, labels, logits),
              Losses.sparseSoftmaxCrossEntropy(tf, labels, logits));
      assertThatThrownBy(
              () -> SparseSoftmaxGradient.inTwoWalks(tf, loss, List.of(logits.asOutput())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("exactly one sparse softmax cross-entropy")
          .hasMessageEndingWith("has 2");
    }
  }

  private static void assertGradientsAreTheOracles(List<float[]> actual, double factor) {
    double[] hidden = NaiveLayers.relu(NaiveLayers.dense(INPUT, KERNEL_1, new double[6]));
    double[] logits = NaiveLayers.dense(hidden, KERNEL_2, new double[3]);
    double[] ofLogits =
        NaiveLayers.meanCrossEntropyBack(NaiveLayers.softmax(logits, 3), LABELS).clone();
    for (int i = 0; i < ofLogits.length; i++) {
      ofLogits[i] *= factor;
    }
    var second = NaiveLayers.denseBack(hidden, KERNEL_2, ofLogits, 3);
    var first =
        NaiveLayers.denseBack(INPUT, KERNEL_1, NaiveLayers.reluBack(hidden, second.input()), 6);
    assertClose("first kernel", actual.get(0), first.kernel(), 1e-6);
    assertClose("second kernel", actual.get(1), second.kernel(), 1e-6);
  }

  private static List<float[]> gradients(Way way, float factor) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var kernel1 = variable(tf, KERNEL_1, Shape.of(4, 6));
      var kernel2 = variable(tf, KERNEL_2, Shape.of(6, 3));
      var input = tf.constant(Shape.of(5, 4), floatBuffer(INPUT));
      var hidden = tf.nn.relu(tf.linalg.matMul(input, kernel1));
      var logits = tf.linalg.matMul(hidden, kernel2);
      Operand<TInt32> labels = tf.constant(LABELS);
      var loss =
          tf.math.mul(Losses.sparseSoftmaxCrossEntropy(tf, labels, logits), tf.constant(factor));
      var gradients = way.of(tf, loss, List.of(kernel1.asOutput(), kernel2.asOutput()));
      try (Session session = new Session(graph)) {
        session.initialize();
        List<float[]> values = new ArrayList<>();
        try (Result result =
            session.runner().fetch(gradients.get(0)).fetch(gradients.get(1)).run()) {
          values.add(Tensors.floats(result.get(0)));
          values.add(Tensors.floats(result.get(1)));
        }
        return values;
      }
    }
  }

  private static Operand<TFloat32> variable(Ops tf, double[] values, Shape shape) {
    var variable = tf.variable(shape, TFloat32.class);
    var init = tf.withInitScope();
    init.assign(variable, init.constant(shape, floatBuffer(values)));
    return variable;
  }

  private static org.tensorflow.ndarray.buffer.FloatDataBuffer floatBuffer(double[] values) {
    return org.tensorflow.ndarray.buffer.DataBuffers.of(Tensors.rounded(values), true, false);
  }

  private static double[] wave(int size, double height, double frequency) {
    double[] wave = new double[size];
    for (int i = 0; i < size; i++) {
      wave[i] = (float) (height * Math.sin(frequency * (i + 1)));
    }
    return wave;
  }
}

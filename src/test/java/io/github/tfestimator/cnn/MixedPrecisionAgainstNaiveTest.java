package io.github.tfestimator.cnn;

import static io.github.tfestimator.CloseTo.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.LayerArguments;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.layers.MixedPrecision;
import io.github.tfestimator.layers.Padding;
import io.github.tfestimator.layers.RandomSeed;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * One training step of the tutorial's network in mixed precision, from variables and images that
 * the lower type holds exactly, against the oracle in double precision.
 */
@Tag("medium")
class MixedPrecisionAgainstNaiveTest {
  private static final float LEARNING_RATE = 0.25f;
  private static final int[] LABELS = {3, 0, 8};

  /** A type, its bits after the point, and what sums of several rounded layers may be off by. */
  private enum Type {
    BFLOAT16(TBfloat16.class, 7, 0.04),
    FLOAT16(TFloat16.class, 10, 0.002);

    final Class<? extends TFloating> type;
    final int bits;
    final double part;

    Type(Class<? extends TFloating> type, int bits, double part) {
      this.type = type;
      this.bits = bits;
      this.part = part;
    }

    /** Rounds to the nearest number with so many bits after the leading one. */
    double[] rounded(double[] values) {
      double[] rounded = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        double unit = Math.scalb(1.0, Math.max(Math.getExponent(values[i]), -14) - bits);
        rounded[i] = Math.rint(values[i] / unit) * unit;
      }
      return rounded;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepIsTheOraclesWithinTheTypesError(Type type) {
    Map<String, double[]> variables = new LinkedHashMap<>();
    NaiveCnn.ofWaves(3, 4, 8).variables().forEach((n, v) -> variables.put(n, type.rounded(v)));
    double[] images = type.rounded(NaiveCnn.wave(3 * 784, 1, 0.37));
    Map<String, float[]> step = step(type, variables, images);

    var oracle = new RoundedCnn(variables, type::rounded, images, LABELS);
    assertClose("pooled", step.get("pooled"), oracle.pooled(), type.part);
    assertClose("probabilities", step.get("probabilities"), oracle.probabilities(), type.part);
    assertThat((double) step.get("loss")[0])
        .isCloseTo(oracle.loss(), within(type.part * oracle.loss()));
    oracle
        .gradients()
        .forEach(
            (name, g) -> {
              assertClose("gradient of " + name, step.get(name), g, type.part);
              assertMoved(name, variables.get(name), step);
            });
    assertIsRounded(type, step.get("pooled"));
    assertIsMaster(type, step.get("moved dense/kernel"));
  }

  /** The variable has moved by its gradient, in float32. */
  private static void assertMoved(String name, double[] before, Map<String, float[]> step) {
    float[] gradient = step.get(name);
    double[] expected = new double[before.length];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = before[i] - LEARNING_RATE * gradient[i];
    }
    assertClose(name, step.get("moved " + name), expected, 1e-7);
  }

  /** A layer in float32 would hit numbers of few bits by chance alone. */
  private static void assertIsRounded(Type type, float[] values) {
    assertThat(values).isEqualTo(Tensors.rounded(type.rounded(Tensors.exact(values))));
  }

  /** Variables keep all bits: what gradient descent subtracts is finer than the lower type. */
  private static void assertIsMaster(Type type, float[] values) {
    assertThat(values).isNotEqualTo(Tensors.rounded(type.rounded(Tensors.exact(values))));
  }

  private static Map<String, float[]> step(
      Type type, Map<String, double[]> variables, double[] images) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      MixedPrecision.require(tf, type.type);
      GlobalStep.create(tf);
      var x = tf.constant(Tensors.rounded(images));
      Map<String, Operand<TFloat32>> fetches = new LinkedHashMap<>();
      var logits = logits(tf, tf.reshape(x, tf.array(-1, 28, 28, 1)), fetches);
      fetches.put("probabilities", tf.nn.softmax(logits));
      Operand<TInt32> labels = tf.constant(LABELS);
      var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels, logits);
      fetches.put("loss", loss);
      Op trainOp = new GradientDescentOptimizer(LEARNING_RATE).minimize(tf, loss);
      Tensors.gradients(graph).forEach((name, op) -> fetches.put(name, gradient(graph, op)));
      session.initialize();
      variables.forEach((name, values) -> assign(session, name, Tensors.rounded(values)));
      var runner = session.runner().addTarget(trainOp);
      fetches.values().forEach(runner::fetch);
      Map<String, float[]> results = new HashMap<>();
      try (Result result = runner.run()) {
        int i = 0;
        for (String name : fetches.keySet()) {
          results.put(name, Tensors.floats(result.get(i++)));
        }
      }
      variables
          .keySet()
          .forEach(name -> results.put("moved " + name, Tensors.variable(session, name)));
      return results;
    }
  }

  private static Operand<TFloat32> logits(
      Ops tf, Operand<TFloat32> net, Map<String, Operand<TFloat32>> fetches) {
    var layers = Layers.on(tf);
    var window = LayerArguments.kernelSize(5, 5);
    var pool = LayerArguments.poolSize(2, 2);
    net = layers.conv2d(net, LayerArguments.filters(3), window, Padding.SAME, Activation.RELU);
    net = layers.maxPooling2d(net, pool, LayerArguments.strides(2));
    fetches.put("pooled", net);
    net = layers.conv2d(net, LayerArguments.filters(4), window, Padding.SAME, Activation.RELU);
    net = layers.maxPooling2d(net, pool, LayerArguments.strides(2));
    net = tf.reshape(net, tf.array(-1, 196));
    net = layers.dense(net, LayerArguments.units(8), Activation.RELU);
    return layers.dense(net, LayerArguments.units(10));
  }

  private static Operand<TFloat32> gradient(Graph graph, String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0
        ? graph.operation(tensor).output(0)
        : graph
            .operation(tensor.substring(0, colon))
            .output(Integer.parseInt(tensor.substring(colon + 1)));
  }

  private static void assign(Session session, String name, float[] values) {
    var variable = Tensors.variable(session.graph(), name);
    Ops tf = Ops.create(session.graph());
    Shape shape = variable.shape();
    session.run(variable.assign(tf, tf.reshape(tf.constant(values), tf.constant(shape))));
  }
}

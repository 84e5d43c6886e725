package io.github.tfestimator.parity;

import static io.github.tfestimator.layers.Activation.RELU;
import static io.github.tfestimator.layers.Activation.activation;
import static io.github.tfestimator.layers.LayerArguments.biasRegularizer;
import static io.github.tfestimator.layers.LayerArguments.center;
import static io.github.tfestimator.layers.LayerArguments.dilationRate;
import static io.github.tfestimator.layers.LayerArguments.epsilon;
import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelRegularizer;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.momentum;
import static io.github.tfestimator.layers.LayerArguments.name;
import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.scale;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.useBias;
import static io.github.tfestimator.layers.LayerArguments.vocabulary;
import static io.github.tfestimator.layers.Padding.SAME;
import static io.github.tfestimator.layers.Regularizer.l1;
import static io.github.tfestimator.layers.Regularizer.l1l2;
import static io.github.tfestimator.layers.Regularizer.l2;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.CloseTo;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.RandomSeed;
import io.github.tfestimator.layers.Variable;
import io.github.tfestimator.layers.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.types.TFloat32;

/**
 * Layers against {@code tf.compat.v1.layers}: names of variables, output, loss, gradients and
 * variables after three steps, which {@code scripts/parity/layers.py} wrote down.
 */
@Tag("medium")
class LayersParityTest {
  private static final Npz PYTHON = Npz.resource("layers.npz");
  private static final Shape IMAGES = Shape.of(2, 7, 6, 3);
  private static final double TOLERANCE = 2e-6;
  private static final int STEPS = 3;

  private interface Layer {
    Operand<TFloat32> add(Ops tf, Layers layers, Operand<TFloat32> input);
  }

  private record Case(Shape input, Layer layer) {}

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    images(cases, "conv2d", (tf, on, x) -> on.conv2d(x, filters(4), kernelSize(3, 3)));
    images(
        cases,
        "conv2d_strides",
        (tf, on, x) ->
            on.conv2d(
                x, filters(4), kernelSize(3, 2), strides(2, 1), SAME, activation(tf.nn::elu)));
    images(
        cases,
        "conv2d_dilation",
        (tf, on, x) ->
            on.conv2d(x, filters(4), kernelSize(3, 3), dilationRate(2), SAME, useBias(false)));
    images(
        cases,
        "conv2d_dilation_valid",
        (tf, on, x) -> on.conv2d(x, filters(4), kernelSize(2, 3), dilationRate(2), RELU));
    images(
        cases,
        "conv2d_regularized",
        (tf, on, x) ->
            on.conv2d(
                x,
                filters(4),
                kernelSize(2, 2),
                RELU,
                kernelRegularizer(l2(0.01f)),
                biasRegularizer(l1(0.02f))));
    images(
        cases,
        "conv2d_max_pooling2d",
        (tf, on, x) ->
            on.maxPooling2d(
                on.conv2d(x, filters(4), kernelSize(3, 3), SAME, RELU),
                poolSize(3, 3),
                strides(2),
                SAME));
    images(
        cases,
        "conv2d_abs_max_pooling2d",
        (tf, on, x) ->
            on.maxPooling2d(
                on.conv2d(
                    x,
                    filters(4),
                    kernelSize(3, 3),
                    activation(sums -> tf.math.neg(tf.math.abs(sums)))),
                poolSize(2, 2),
                strides(1)));
    images(
        cases, "max_pooling2d", (tf, on, x) -> on.maxPooling2d(x, poolSize(3, 2), strides(2, 1)));
    images(
        cases,
        "max_pooling2d_same",
        (tf, on, x) -> on.maxPooling2d(x, poolSize(3, 3), strides(2), SAME));
    images(
        cases,
        "average_pooling2d",
        (tf, on, x) -> on.averagePooling2d(x, poolSize(3, 2), strides(2, 1)));
    images(
        cases,
        "average_pooling2d_same",
        (tf, on, x) -> on.averagePooling2d(x, poolSize(3, 3), strides(2), SAME));
    images(cases, "global_max_pooling2d", (tf, on, x) -> on.globalMaxPooling2d(x));
    images(cases, "global_average_pooling2d", (tf, on, x) -> on.globalAveragePooling2d(x));
    cases.put(
        "dense",
        new Case(Shape.of(5, 6), (tf, on, x) -> on.dense(x, units(4), activation(tf.math::tanh))));
    cases.put(
        "dense_regularized",
        new Case(
            Shape.of(5, 6),
            (tf, on, x) ->
                on.dense(
                    x,
                    units(4),
                    useBias(false),
                    kernelRegularizer(l1l2(0.01f, 0.02f)),
                    name("logits"))));
    cases.put("dense_sequence", new Case(Shape.of(2, 3, 6), (tf, on, x) -> on.dense(x, units(4))));
    cases.put("flatten", new Case(Shape.of(2, 3, 4), (tf, on, x) -> on.flatten(x)));
    images(cases, "batch_normalization", (tf, on, x) -> on.batchNormalization(x, true));
    images(
        cases,
        "batch_normalization_options",
        (tf, on, x) ->
            on.batchNormalization(x, true, momentum(0.5f), epsilon(0.1f), center(false)));
    cases.put(
        "batch_normalization_rows",
        new Case(Shape.of(8, 3), (tf, on, x) -> on.batchNormalization(x, true, momentum(0.9f))));
    cases.put(
        "batch_normalization_sequence",
        new Case(Shape.of(2, 4, 3), (tf, on, x) -> on.batchNormalization(x, true, scale(false))));
    images(cases, "batch_normalization_inference", (tf, on, x) -> on.batchNormalization(x, false));
    cases.put(
        "batch_normalization_rows_inference",
        new Case(Shape.of(8, 3), (tf, on, x) -> on.batchNormalization(x, false)));
    return cases;
  }

  private static void images(Map<String, Case> cases, String name, Layer layer) {
    cases.put(name, new Case(IMAGES, layer));
  }

  @TestFactory
  List<DynamicTest> layersComputeWhatPythonsDo() {
    List<DynamicTest> tests = new ArrayList<>();
    cases()
        .forEach(
            (name, layer) -> tests.add(DynamicTest.dynamicTest(name, () -> check(name, layer))));
    return tests;
  }

  @Test
  void anEmbeddingComputesWhatPythonsDoes() {
    check(
        "embedding",
        (tf, on, x) ->
            on.embedding(tf.constant(new long[][] {{0, 5, 2}, {2, 2, 4}}), vocabulary(6), units(3)),
        null);
  }

  private static void check(String name, Case layer) {
    check(name, layer.layer(), layer.input());
  }

  private static void check(String name, Layer layer, Shape inputShape) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      GlobalStep.create(tf);
      var layers = Layers.on(tf);
      Operand<TFloat32> input = inputShape == null ? null : constant(tf, name + "/x", inputShape);
      Operand<TFloat32> output = layer.add(tf, layers, input);
      var target = constant(tf, name + "/target", output.shape());
      var errors = tf.math.squaredDifference(output, target);
      int[] axes = IntStream.range(0, output.shape().numDimensions()).toArray();
      var loss = tf.math.add(tf.math.mean(errors, tf.constant(axes)), layers.regularizationLoss());

      List<Op> loads = new ArrayList<>();
      List<Variable<TFloat32>> variables = new ArrayList<>();
      for (Variable<?> variable : Variables.all(graph)) {
        if (!variable.name().equals(GlobalStep.NAME)) {
          var values = variable.expect(TFloat32.class);
          variables.add(values);
          String key = name + "/before/" + variable.name();
          loads.add(values.assign(tf, constant(tf, key, variable.shape())));
        }
      }
      assertThat(variables.stream().map(v -> "before/" + v.name()).toList())
          .containsExactlyElementsOf(PYTHON.keys(name + "/before/"));

      Map<String, Operand<TFloat32>> inputs = new LinkedHashMap<>();
      if (input != null) {
        inputs.put("x", input);
      }
      Variables.trainable(tf).forEach(v -> inputs.put(v.name(), v.value()));
      var gradients = Gradients.create(tf.scope(), loss, List.copyOf(inputs.values()));
      boolean isTrained = !Variables.trainable(tf).isEmpty();
      Op step = isTrained ? new GradientDescentOptimizer(0.1f).minimize(tf, loss) : tf.noOp();

      try (Session session = new Session(graph)) {
        session.initialize();
        if (!loads.isEmpty()) {
          run(session, loads);
        }
        assertClose(name + "/output", session, output);
        assertClose(name + "/loss", session, loss);
        int i = 0;
        for (String key : inputs.keySet()) {
          assertClose(name + "/gradient/" + key, session, gradients.dy(i++));
        }
        for (int s = 0; s < STEPS && isTrained; s++) {
          run(session, List.of(step));
        }
        for (Variable<TFloat32> variable : variables) {
          assertClose(name + "/after/" + variable.name(), session, variable.value());
        }
      }
    }
  }

  private static Operand<TFloat32> constant(Ops tf, String key, Shape shape) {
    return tf.reshape(tf.constant(Tensors.rounded(PYTHON.get(key))), tf.constant(shape.asArray()));
  }

  private static void run(Session session, List<Op> ops) {
    var runner = session.runner();
    ops.forEach(runner::addTarget);
    runner.run().close();
  }

  private static void assertClose(String key, Session session, Operand<TFloat32> actual) {
    CloseTo.assertClose(key, Tensors.floats(session, actual), PYTHON.get(key), TOLERANCE);
  }
}

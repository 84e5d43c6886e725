package io.github.tfestimator.parity;

import static io.github.tfestimator.layers.LossArguments.delta;
import static io.github.tfestimator.layers.LossArguments.labelSmoothing;
import static io.github.tfestimator.layers.LossArguments.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.CloseTo;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.layers.CrossEntropyArgument;
import io.github.tfestimator.layers.HuberArgument;
import io.github.tfestimator.layers.LossArgument;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.layers.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Losses against {@code tf.compat.v1.losses}, with all reductions and several shapes of weights,
 * which {@code scripts/parity/layers.py} wrote down.
 */
@Tag("medium")
class LossesParityTest {
  private static final Npz PYTHON = Npz.resource("layers.npz");
  private static final int ROWS = 6;
  private static final Shape ALL = Shape.of(ROWS, 4);
  private static final double TOLERANCE = 1e-6;

  private interface Loss {
    Operand<TFloat32> add(
        Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions, LossArgument... arguments);
  }

  private static Map<String, Loss> losses() {
    Map<String, Loss> losses = new LinkedHashMap<>();
    losses.put(
        "sparse_softmax",
        (tf, labels, x, arguments) ->
            Losses.sparseSoftmaxCrossEntropy(
                tf, tf.dtypes.cast(labels, TInt64.class), x, arguments));
    losses.put("softmax", Losses::softmaxCrossEntropy);
    losses.put(
        "softmax_smoothed",
        (tf, labels, x, arguments) ->
            Losses.softmaxCrossEntropy(tf, labels, x, and(arguments, labelSmoothing(0.2f))));
    losses.put("sigmoid", Losses::sigmoidCrossEntropy);
    losses.put(
        "sigmoid_smoothed",
        (tf, labels, x, arguments) ->
            Losses.sigmoidCrossEntropy(tf, labels, x, and(arguments, labelSmoothing(0.2f))));
    losses.put("mean_squared_error", Losses::meanSquaredError);
    losses.put("huber", Losses::huberLoss);
    losses.put(
        "huber_delta",
        (tf, labels, x, arguments) -> {
          HuberArgument[] all =
              Arrays.copyOf(arguments, arguments.length + 1, HuberArgument[].class);
          all[arguments.length] = delta(0.3f);
          return Losses.huberLoss(tf, labels, x, all);
        });
    return losses;
  }

  private static CrossEntropyArgument[] and(LossArgument[] some, CrossEntropyArgument last) {
    var all = Arrays.copyOf(some, some.length + 1, CrossEntropyArgument[].class);
    all[some.length] = last;
    return all;
  }

  @TestFactory
  Stream<DynamicTest> lossesComputeWhatPythonsDo() {
    List<DynamicTest> tests = new ArrayList<>();
    losses()
        .forEach(
            (name, loss) -> {
              for (String kind : PYTHON.keys(name + "/")) {
                if (!kind.matches("labels|predictions|weights/.*")) {
                  tests.add(
                      DynamicTest.dynamicTest(
                          name + " with weights: " + kind, () -> check(name, loss, kind)));
                }
              }
            });
    return tests.stream();
  }

  private static void check(String name, Loss loss, String kind) {
    double[] expected = PYTHON.get(name + "/" + kind);
    int start = 0;
    for (Reduction reduction : Reduction.values()) {
      try (Graph graph = new Graph()) {
        Ops tf = Ops.create(graph);
        Shape ofLabels = name.startsWith("sparse") ? Shape.of(ROWS) : ALL;
        var labels = constant(tf, name + "/labels", ofLabels);
        var x = constant(tf, name + "/predictions", ALL);
        List<LossArgument> arguments = new ArrayList<>(List.of(reduction));
        if (!kind.equals("none")) {
          arguments.add(weights(constant(tf, name + "/weights/" + kind, shape(name, kind))));
        }
        var value = loss.add(tf, labels, x, arguments.toArray(LossArgument[]::new));
        var gradient = Gradients.create(tf.scope(), value, List.of(x)).dy(0);
        try (Session session = new Session(graph)) {
          for (Operand<?> actual : List.of(value, gradient)) {
            float[] values = Tensors.floats(session, actual);
            String what = name + " " + kind + " " + reduction;
            assertClose(what, values, Arrays.copyOfRange(expected, start, start + values.length));
            start += values.length;
          }
        }
      }
    }
    assertThat(start).isEqualTo(expected.length);
  }

  /** Weights of zero give zeros, of which {@code CloseTo} would say that they compare nothing. */
  private static void assertClose(String what, float[] actual, double[] expected) {
    if (Arrays.stream(expected).allMatch(e -> e == 0)) {
      assertThat(Tensors.exact(actual)).as(what).containsExactly(expected, within(0.0));
    } else {
      CloseTo.assertClose(what, actual, expected, TOLERANCE);
    }
  }

  private static Shape shape(String name, String kind) {
    boolean isPerRow = name.contains("softmax");
    return switch (kind) {
      case "scalar" -> Shape.scalar();
      case "rows" -> isPerRow ? Shape.of(ROWS) : Shape.of(ROWS, 1);
      case "columns" -> Shape.of(1, 4);
      default -> isPerRow ? Shape.of(ROWS) : ALL;
    };
  }

  private static Operand<TFloat32> constant(Ops tf, String key, Shape shape) {
    return tf.reshape(tf.constant(Tensors.rounded(PYTHON.get(key))), tf.constant(shape.asArray()));
  }
}

package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.github.tfestimator.metrics.Metric;
import io.github.tfestimator.metrics.MetricBatches;
import io.github.tfestimator.metrics.WeightedMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Each metric gives what {@code tf.metrics} gives of the same batches, the last one short. */
class MetricsParityTest {
  /** Python counts and adds in single precision. */
  private static final double TOLERANCE = 1e-6;

  /**
   * A case that {@code metrics.py} wrote down.
   *
   * @param labels by batch
   * @param weights empty where there are none
   */
  private record Case(
      String name,
      String metric,
      JsonArray labels,
      JsonArray predictions,
      JsonArray weights,
      double value) {
    @Override
    public String toString() {
      return metric + ", " + name;
    }
  }

  static Stream<Case> cases() {
    return Arrays.stream(Fixture.json("metrics.json", Case[].class));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesWhatPythonGives(Case python) {
    List<List<FloatNdArray>> batches = new ArrayList<>();
    for (int i = 0; i < python.labels.size(); i++) {
      List<FloatNdArray> batch = new ArrayList<>();
      batch.add(array(python.labels.get(i)));
      batch.add(array(python.predictions.get(i)));
      if (!python.weights.isEmpty()) {
        batch.add(array(python.weights.get(i)));
      }
      batches.add(batch);
    }
    double value = MetricBatches.evaluate((tf, tensors) -> metric(tf, python, tensors), batches);
    assertThat(value).isCloseTo(python.value, within(TOLERANCE));
  }

  private static Metric metric(Ops tf, Case python, List<Operand<TFloat32>> tensors) {
    var labels = tensors.get(0);
    var predictions = tensors.get(1);
    if (!python.weights.isEmpty()) {
      return weighted(tf, python, tensors);
    }
    return switch (python.metric) {
      case "mean" -> Metric.mean(predictions);
      case "accuracy" -> Metric.accuracy(tf, labels, predictions);
      case "precision" -> Metric.precision(labels, predictions);
      case "recall" -> Metric.recall(labels, predictions);
      case "auc" -> Metric.auc(labels, predictions);
      case "root_mean_squared_error" -> Metric.rootMeanSquaredError(tf, labels, predictions);
      case "mean_absolute_error" -> Metric.meanAbsoluteError(tf, labels, predictions);
      case "top_2_accuracy" ->
          Metric.topKAccuracy(tf, tf.dtypes.cast(labels, TInt32.class), predictions, 2);
      default -> throw new AssertionError(python);
    };
  }

  private static Metric weighted(Ops tf, Case python, List<Operand<TFloat32>> tensors) {
    var labels = tensors.get(0);
    var predictions = tensors.get(1);
    WeightedMetrics weighted = Metric.weighted(tensors.get(2));
    return switch (python.metric) {
      case "mean" -> weighted.mean(predictions);
      case "accuracy" -> weighted.accuracy(tf, labels, predictions);
      case "precision" -> weighted.precision(labels, predictions);
      case "recall" -> weighted.recall(labels, predictions);
      case "auc" -> weighted.auc(labels, predictions);
      case "root_mean_squared_error" -> weighted.rootMeanSquaredError(tf, labels, predictions);
      case "mean_absolute_error" -> weighted.meanAbsoluteError(tf, labels, predictions);
      default -> throw new AssertionError(python);
    };
  }

  private static FloatNdArray array(JsonElement rows) {
    Shape shape = Shape.scalar();
    for (JsonElement each = rows; each.isJsonArray(); each = each.getAsJsonArray().get(0)) {
      shape = shape.append(each.getAsJsonArray().size());
    }
    float[] values = new float[Math.toIntExact(shape.size())];
    fill(rows, values, 0);
    return NdArrays.wrap(shape, DataBuffers.of(values));
  }

  private static int fill(JsonElement rows, float[] values, int place) {
    if (!rows.isJsonArray()) {
      values[place] = rows.getAsFloat();
      return place + 1;
    }
    int next = place;
    for (JsonElement row : rows.getAsJsonArray()) {
      next = fill(row, values, next);
    }
    return next;
  }
}

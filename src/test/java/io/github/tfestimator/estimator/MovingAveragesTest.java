package io.github.tfestimator.estimator;

import static io.github.tfestimator.layers.LayerArguments.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.ExponentialMovingAverage;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Layers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A model that is trained with averages of its weights, and predicts with them. */
class MovingAveragesTest {
  private static final ExponentialMovingAverage AVERAGES = ExponentialMovingAverage.of(0.9f);
  private static final float[][] X = {{1, 2}, {3, -1}, {0, 1}, {2, 2}};
  private static final float[] Y = {3, 1, 2, 4};

  @TempDir Path folder;

  @Test
  void predictionsAreTheAverages() {
    var estimator = estimator(true);
    var input = ArrayInput.of(Map.of("x", X), Y).shuffledBatches(2, 1);
    estimator.train(input, Steps.more(10));
    float[] kernel = saved("dense/kernel/ExponentialMovingAverage");
    float[] bias = saved("dense/bias/ExponentialMovingAverage");
    assertThat(kernel).isNotEqualTo(saved("dense/kernel"));
    float expected = X[0][0] * kernel[0] + X[0][1] * kernel[1] + bias[0];
    assertThat(predictions(estimator)[0]).isCloseTo(expected, within(1e-6f));

    estimator.train(input, Steps.more(1));
    assertThat(estimator.newestCheckpoint().prefix()).hasFileName("model.ckpt-11");
  }

  @Test
  void aCheckpointWithoutAveragesIsRefused() {
    estimator(false).train(ArrayInput.of(Map.of("x", X), Y).shuffledBatches(2, 1), Steps.more(1));
    assertThatThrownBy(() -> predictions(estimator(true)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("dense/bias/ExponentialMovingAverage is missing");
  }

  private Estimator estimator(boolean averaged) {
    return Estimator.of(
        (tf, features, labels, mode) -> {
          var outputs = Layers.on(tf).dense(features.get("x"), units(1));
          if (mode == Mode.PREDICT) {
            if (averaged) {
              AVERAGES.restore(tf);
            }
            return EstimatorSpec.predict(Map.of("y", outputs));
          }
          var targets = tf.expandDims(labels.get(TFloat32.class), tf.constant(1));
          var loss = tf.math.mean(tf.math.squaredDifference(outputs, targets), tf.array(0, 1));
          var trainOp = new GradientDescentOptimizer(0.05f).minimize(tf, loss);
          return EstimatorSpec.train(loss, averaged ? AVERAGES.apply(tf, trainOp) : trainOp);
        },
        RunConfig.in(folder).withSeed(1));
  }

  private static float[] predictions(Estimator estimator) {
    try (var predictions = estimator.predict(ArrayInput.of(Map.of("x", X)).batches(4))) {
      return predictions.findFirst().orElseThrow().asFloats("y");
    }
  }

  private float[] saved(String variable) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var prefix = tf.constant(folder.resolve("model.ckpt-10").toString());
      var value =
          tf.train
              .restore(prefix, tf.array(variable), tf.array(""), List.of(TFloat32.class))
              .tensors()
              .get(0);
      return Tensors.floats(session, value);
    }
  }
}

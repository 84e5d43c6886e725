package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.metrics.BatchValues;
import io.github.tfestimator.metrics.Metric;
import io.github.tfestimator.metrics.MetricValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/** A network that keeps the probabilities of an evaluation. */
final class RecordingModelFn implements ModelFn {
  /** The name of the metric that brings them, whose value means nothing. */
  static final String METRIC = "report_probabilities";

  private final CnnModelFn network;
  private final List<float[]> probabilities = new ArrayList<>();

  RecordingModelFn(CnnModelFn network) {
    this.network = network;
  }

  List<float[]> probabilities() {
    return List.copyOf(probabilities);
  }

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var spec = (EstimatorSpec.Evaluate) network.apply(tf, features, labels, mode);
    var graph = (Graph) tf.scope().env();
    SortedMap<String, Metric> metrics = new TreeMap<>(spec.metrics());
    metrics.put(
        METRIC,
        Metric.of(List.of(graph.operation("softmax_tensor").output(0)), () -> new Recorder()));
    return EstimatorSpec.evaluate(spec.loss(), metrics);
  }

  private final class Recorder implements Metric.Accumulator {
    @Override
    public void add(BatchValues batch) {
      double[] all = batch.doubles(0);
      int classes = all.length / batch.size();
      for (int row = 0; row < batch.size(); row++) {
        float[] one = new float[classes];
        for (int k = 0; k < classes; k++) {
          one[k] = (float) all[row * classes + k];
        }
        probabilities.add(one);
      }
    }

    @Override
    public MetricValue result() {
      return MetricValue.of(0);
    }
  }
}

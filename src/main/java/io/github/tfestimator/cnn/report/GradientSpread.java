package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.layers.GradientAndVariable;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.metrics.BatchValues;
import io.github.tfestimator.metrics.Metric;
import io.github.tfestimator.metrics.MetricValue;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradients of the loss, by variable, on one batch of training images without dropout and
 * augmentation: the same batch for every checkpoint.
 */
final class GradientSpread {
  /** Values of a gradient that quantiles are taken of, for each image of the batch. */
  private static final int PER_IMAGE = 128;

  private GradientSpread() {}

  /** Returns the quantiles of each variable's gradient. */
  static SortedMap<String, double[]> of(ImageModel model, CheckpointReader checkpoint) {
    int size = Math.min(ImageModel.BATCH_SIZE, model.train().size());
    LabeledImages batch = model.train().select(IntStream.range(0, size).toArray());
    SortedMap<String, double[]> spread = new TreeMap<>();
    try (var scratch = Scratch.open()) {
      var cnn =
          Estimator.of(new Differentiated(model, size, spread), RunConfig.in(scratch.folder()));
      cnn.evaluate(EvalSpec.of(model.batches(batch)), checkpoint.prefix());
    }
    return spread;
  }

  /** The network with a metric that takes quantiles. */
  private record Differentiated(ImageModel model, int batchSize, SortedMap<String, double[]> spread)
      implements ModelFn {
    @Override
    public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
      var spec = (EstimatorSpec.Evaluate) model.modelFn().apply(tf, features, labels, mode);
      List<GradientAndVariable> pairs =
          new GradientDescentOptimizer(1).computeGradients(tf, spec.loss());
      List<String> names = pairs.stream().map(pair -> pair.variable().name()).toList();
      List<Operand<TFloat32>> samples =
          pairs.stream().map(pair -> sample(tf, pair.gradient(), batchSize)).toList();
      Metric metric = Metric.of(samples, () -> new Quantiles(names, spread));
      return EstimatorSpec.evaluate(spec.loss(), Map.of("report_gradients", metric));
    }

    /** Takes evenly spaced values, as a row for each image, which is how metrics want them. */
    private static Operand<TFloat32> sample(Ops tf, Operand<TFloat32> gradient, int rows) {
      long size = gradient.shape().size();
      int count = rows * PER_IMAGE;
      int[] indices = IntStream.range(0, count).map(i -> (int) (i * size / count)).toArray();
      var flat = tf.reshape(gradient, tf.array(-1));
      var values = tf.gather(flat, tf.constant(indices), tf.constant(0));
      return tf.reshape(values, tf.array(rows, PER_IMAGE));
    }
  }

  private record Quantiles(List<String> names, SortedMap<String, double[]> spread)
      implements Metric.Accumulator {
    @Override
    public void add(BatchValues batch) {
      for (int i = 0; i < names.size(); i++) {
        spread.put(names.get(i), Weights.quantiles(batch.doubles(i)));
      }
    }

    @Override
    public MetricValue result() {
      return MetricValue.of(0);
    }
  }
}

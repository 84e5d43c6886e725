package io.github.tfestimator.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Evaluates a metric on given batches, in a graph of its own. */
public final class MetricBatches {
  private MetricBatches() {}

  /**
   * Evaluates a metric.
   *
   * @param metric makes it of placeholders, [batch, ...]
   * @param batches what each batch feeds the placeholders with
   * @return its value
   */
  public static double evaluate(
      BiFunction<Ops, List<Operand<TFloat32>>, Metric> metric, List<List<FloatNdArray>> batches) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<TFloat32>> tensors = new ArrayList<>();
      for (FloatNdArray array : batches.get(0)) {
        Shape shape = array.shape();
        Shape example = shape.subShape(1, shape.numDimensions());
        tensors.add(
            tf.placeholder(TFloat32.class, Placeholder.shape(example.prepend(Shape.UNKNOWN_SIZE))));
      }
      // TensorFlow refuses to fetch what is fed.
      Metric made =
          metric.apply(tf, tensors.stream().<Operand<TFloat32>>map(tf::identity).toList());
      var accumulator = made.accumulator();
      batches.forEach(batch -> add(session, made, tensors, batch, accumulator));
      return ((MetricValue.Scalar) accumulator.result()).value();
    }
  }

  private static void add(
      Session session,
      Metric metric,
      List<Operand<TFloat32>> tensors,
      List<FloatNdArray> batch,
      Metric.Accumulator accumulator) {
    List<Tensor> fed = new ArrayList<>();
    var runner = session.runner();
    try {
      for (int i = 0; i < tensors.size(); i++) {
        fed.add(TFloat32.tensorOf(batch.get(i)));
        runner.feed(tensors.get(i), fed.get(i));
      }
      metric.tensors().forEach(tensor -> runner.fetch(tensor));
      try (Result result = runner.run()) {
        List<Tensor> values = new ArrayList<>();
        result.forEach(entry -> values.add(entry.getValue()));
        accumulator.add(new BatchValues((int) batch.get(0).shape().get(0), values));
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }
}

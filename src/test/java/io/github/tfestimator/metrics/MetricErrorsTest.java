package io.github.tfestimator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Tensors that don't fit each other or the batch. */
class MetricErrorsTest {
  private interface OfPairs {
    Metric of(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions);
  }

  private static final List<OfPairs> PAIRED =
      List.of(
          Metric::accuracy,
          Metric::rootMeanSquaredError,
          Metric::meanAbsoluteError,
          (tf, labels, predictions) -> Metric.precision(labels, predictions),
          (tf, labels, predictions) -> Metric.recall(labels, predictions),
          (tf, labels, predictions) -> Metric.auc(labels, predictions));

  @Test
  void differentShapesAreRefusedInTheGraph() {
    for (OfPairs metric : PAIRED) {
      refuses(metric, Shape.of(-1, 2), Shape.of(-1, 3));
      refuses(metric, Shape.of(-1), Shape.of(-1, 3));
      refuses(metric, Shape.of(4), Shape.of(5));
      refuses(metric, Shape.of(-1, 1, 1), Shape.of(-1));
    }
  }

  private static void refuses(OfPairs metric, Shape labels, Shape predictions) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> metric.of(tf, placeholder(tf, labels), placeholder(tf, predictions)))
          .withMessage(
              "labels %s and predictions %s must have the same shape"
                  .formatted(labels, predictions));
    }
  }

  @Test
  void differentShapesOfABatchAreRefused() {
    for (Metric.Accumulator metric :
        List.of(new BinaryCounts(BinaryCounts::precision), new RocArea())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> add(metric, 2, array(Shape.of(2, 2)), array(Shape.of(2, 3))))
          .withMessage("labels [2, 2] and predictions [2, 3] must have the same shape");
    }
  }

  @Test
  void weightsAreOfExamplesOrValues() {
    Stream.of(Shape.of(4), Shape.of(4, 1), Shape.of(4, 3))
        .forEach(shape -> add(new Mean(), 4, array(Shape.of(4, 3)), array(shape)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add(new Mean(), 4, array(Shape.of(4, 3)), array(Shape.of(4, 2))))
        .withMessage("weights [4, 2] must be one for each of the batch's 4 examples or 12 values");
  }

  @Test
  void everyTensorHasARowForEachExample() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add(new Mean(), 4, array(Shape.of(4)), array(Shape.of(3))))
        .withMessageContaining("tensor 1 has the shape [3] for a batch of 4 examples");
  }

  @Test
  void aucIsOfProbabilities() {
    for (float logit : new float[] {-0.1f, 1.1f, Float.NaN}) {
      FloatNdArray logits = NdArrays.vectorOf(0.5f, logit);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> add(new RocArea(), 2, array(Shape.of(2)), logits))
          .withMessageContaining("probabilities from 0 to 1");
    }
  }

  @Test
  void topKIsOfOneLabelAndOneRowOfLogitsEach() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var labels = placeholder(tf, Shape.of(-1));
      var logits = placeholder(tf, Shape.of(-1, 10));
      assertThat(Metric.topKAccuracy(tf, labels, logits, 10).tensors()).hasSize(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Metric.topKAccuracy(tf, labels, logits, 0))
          .withMessage("k (0) must be 1 or more");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Metric.topKAccuracy(tf, logits, logits, 1))
          .withMessage("labels [-1, 10] and logits [-1, 10] must be [batch] and [batch, classes]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Metric.topKAccuracy(tf, labels, labels, 1))
          .withMessageContaining("must be [batch] and [batch, classes]");
    }
  }

  private static Operand<TFloat32> placeholder(Ops tf, Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private static FloatNdArray array(Shape shape) {
    return NdArrays.wrap(shape, DataBuffers.of(new float[(int) shape.size()]));
  }

  private static void add(Metric.Accumulator metric, int size, FloatNdArray... arrays) {
    List<Tensor> tensors = new ArrayList<>();
    try {
      for (FloatNdArray array : arrays) {
        tensors.add(TFloat32.tensorOf(array));
      }
      metric.add(new BatchValues(size, tensors));
    } finally {
      tensors.forEach(Tensor::close);
    }
  }
}

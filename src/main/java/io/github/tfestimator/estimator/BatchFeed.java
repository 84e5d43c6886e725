package io.github.tfestimator.estimator;

import io.github.tfestimator.input.Batch;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** One run of a session, fed with a batch. Owns the batch's native tensors. */
final class BatchFeed implements AutoCloseable {
  private final Session.Runner runner;
  private final List<Tensor> tensors = new ArrayList<>();

  private BatchFeed(Session.Runner runner) {
    this.runner = runner;
  }

  /** Feeds the features, and the labels where the graph has them. */
  static BatchFeed of(Session.Runner runner, Batch batch, boolean featuresOnly) {
    if (!featuresOnly && !batch.isLabeled()) {
      throw new IllegalArgumentException(
          "Training and evaluation need labels, and this input has none");
    }
    BatchFeed fed = new BatchFeed(runner);
    try {
      fed.feed(batch, featuresOnly);
      return fed;
    } catch (RuntimeException | Error e) {
      fed.close();
      throw e;
    }
  }

  private void feed(Batch batch, boolean featuresOnly) {
    batch
        .features()
        .forEach(
            (name, rows) -> {
              var shape = Shape.of(batch.size(), rows.length / batch.size());
              feed(name, TFloat32.tensorOf(shape, DataBuffers.of(rows, true, false)));
            });
    if (!featuresOnly) {
      var labels = DataBuffers.of(batch.labels(), true, false);
      feed(ModelGraph.LABELS, TInt32.tensorOf(Shape.of(batch.size()), labels));
    }
  }

  private void feed(String placeholder, Tensor tensor) {
    tensors.add(tensor);
    runner.feed(placeholder, tensor);
  }

  Session.Runner runner() {
    return runner;
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}

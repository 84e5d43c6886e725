package io.github.tfestimator.estimator;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.savedmodel.TensorValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;

/** One run of a session, fed with a batch. Owns the batch's native tensors. */
final class BatchFeed implements AutoCloseable {
  private final Session.Runner runner;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private BatchFeed(Session.Runner runner) {
    this.runner = runner;
  }

  /**
   * Feeds a batch.
   *
   * @param placeholders of the features
   * @param labelPlaceholders of the labels; empty if none are fed
   */
  static BatchFeed of(
      Session.Runner runner,
      Batch batch,
      SortedMap<String, Operand<?>> placeholders,
      SortedMap<String, Operand<?>> labelPlaceholders) {
    BatchFeed feed = new BatchFeed(runner);
    try {
      placeholders.forEach((name, to) -> feed.feed(to, batch.features().get(name)));
      labelPlaceholders.forEach((name, to) -> feed.feed(to, batch.labels().get(name)));
      return feed;
    } catch (RuntimeException | Error e) {
      feed.close();
      throw e;
    }
  }

  private void feed(Operand<?> placeholder, NdArray<?> array) {
    feed(placeholder, TensorValues.tensor(array));
  }

  /** Feeds a further tensor, which this closes. */
  void feed(Operand<?> placeholder, Tensor tensor) {
    tensors.put(placeholder.asOutput().name(), tensor);
    runner.feed(placeholder, tensor);
  }

  /** Tells whether a tensor is fed. */
  boolean feeds(String name) {
    return tensors.containsKey(name);
  }

  /** Returns the value of a tensor that is fed. */
  Optional<Tensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  Session.Runner runner() {
    return runner;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
  }
}

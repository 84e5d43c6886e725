package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.savedmodel.TensorValues;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;

/**
 * The predictions for an input's examples, computed a batch at a time as they are asked for. Owns
 * graph, session and the input's files, and closes them after the last example.
 */
final class BatchPredictor implements Iterator<Prediction>, AutoCloseable {
  private final ModelGraph model;
  private final Session session;
  private final InputFn input;
  private final BatchIterator batches;
  private final SortedMap<String, Operand<?>> predictions;
  private Iterator<Prediction> examples = List.<Prediction>of().iterator();
  private boolean closed;

  private BatchPredictor(ModelGraph model, Session session, InputFn input, BatchIterator batches) {
    this.model = model;
    this.session = session;
    this.input = input;
    this.batches = batches;
    this.predictions = model.spec(EstimatorSpec.Predict.class).predictions();
  }

  /**
   * Returns an input's predictions, in its order; whoever closes the stream closes the predictor.
   */
  static Stream<Prediction> stream(
      ModelFn modelFn, RunConfig config, InputFn input, CheckpointReader checkpoint) {
    var predictor = open(modelFn, config, input, checkpoint);
    var inOrder =
        Spliterators.spliteratorUnknownSize(predictor, Spliterator.ORDERED | Spliterator.NONNULL);
    return StreamSupport.stream(inOrder, false).onClose(predictor::close);
  }

  /** Opens graph, session and input, or nothing if one of them can't be opened. */
  private static BatchPredictor open(
      ModelFn modelFn, RunConfig config, InputFn input, CheckpointReader checkpoint) {
    BatchIterator batches = input.from(0);
    try {
      ModelGraph model = ModelGraph.forInference(modelFn, Mode.PREDICT, config, input);
      try {
        return new BatchPredictor(model, model.open(Optional.of(checkpoint)), input, batches);
      } catch (RuntimeException | Error e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      batches.close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    while (!closed && !examples.hasNext()) {
      if (batches.hasNext()) {
        examples = predict(batches.next()).iterator();
      } else {
        close();
      }
    }
    return examples.hasNext();
  }

  @Override
  public Prediction next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no prediction after the last example");
    }
    return examples.next();
  }

  private List<Prediction> predict(Batch batch) {
    SortedMap<String, NdArray<?>> arrays = new TreeMap<>();
    try (BatchFeed feed = model.feed(session, input, batch);
        FetchedTensors fetched = FetchedTensors.run(feed.runner(), predictions.values())) {
      predictions.forEach(
          (name, prediction) -> arrays.put(name, rows(name, fetched.get(prediction), batch)));
    }
    return IntStream.range(0, batch.size()).mapToObj(i -> example(arrays, i)).toList();
  }

  private static NdArray<?> rows(String name, Tensor tensor, Batch batch) {
    if (tensor.shape().numDimensions() == 0 || tensor.shape().get(0) != batch.size()) {
      throw new IllegalStateException(
          "The prediction \"%s\" has the shape %s for a batch of %d examples, but must have a row for each"
              .formatted(name, tensor.shape(), batch.size()));
    }
    return TensorValues.copy(tensor);
  }

  private static Prediction example(SortedMap<String, NdArray<?>> arrays, int example) {
    SortedMap<String, NdArray<?>> values = new TreeMap<>();
    arrays.forEach((name, array) -> values.put(name, array.get(example)));
    return new Prediction(values);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      // Closes the session before its graph, which waits for it, whatever the input throws.
      try (model;
          session) {
        batches.close();
      }
    }
  }
}

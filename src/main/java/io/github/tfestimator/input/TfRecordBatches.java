package io.github.tfestimator.input;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.Feature;

/** Epochs of the examples in some files, laid end to end and cut into batches. */
final class TfRecordBatches implements InputFn {
  private final TfRecordChunks chunks;
  private final SortedMap<String, ExampleFeature> features;
  private final SortedMap<String, ExampleFeature> labels;
  private final TfRecordOrder order;
  private final int batchSize;
  private final long total;

  /**
   * Creates an iterator over the batches.
   *
   * @param total the number of examples to deliver; {@code Long.MAX_VALUE} for an endless input
   */
  TfRecordBatches(
      TfRecordChunks chunks,
      SortedMap<String, ExampleFeature> features,
      SortedMap<String, ExampleFeature> labels,
      TfRecordOrder order,
      int batchSize,
      long total) {
    if (batchSize < 1 || batchSize > chunks.records()) {
      throw new IllegalArgumentException(
          "batchSize (%d) must be 1 to %d, the number of examples"
              .formatted(batchSize, chunks.records()));
    }
    this.chunks = chunks;
    this.features = features;
    this.labels = labels;
    this.order = order;
    this.batchSize = batchSize;
    this.total = total;
  }

  @Override
  public SortedMap<String, TensorSpec> features() {
    return specs(features);
  }

  @Override
  public SortedMap<String, TensorSpec> labels() {
    return specs(labels);
  }

  private static SortedMap<String, TensorSpec> specs(SortedMap<String, ExampleFeature> features) {
    SortedMap<String, TensorSpec> specs = new TreeMap<>();
    features.forEach((name, feature) -> specs.put(name, feature.spec()));
    return Collections.unmodifiableSortedMap(specs);
  }

  @Override
  public boolean repeats() {
    return total == Long.MAX_VALUE;
  }

  @Override
  public BatchIterator from(long batch) {
    if (batch < 0) {
      throw new IllegalArgumentException("batch (" + batch + ") must be 0 or more");
    }
    // Compared before multiplying, which a huge number would overflow.
    return new Cursor(batch > total / batchSize ? total : batch * batchSize);
  }

  private Batch batch(StoredExample[] examples) {
    List<Map<String, Feature>> parsed =
        Arrays.stream(examples).map(StoredExample::features).toList();
    return new Batch(
        examples.length, arrays(features, examples, parsed), arrays(labels, examples, parsed));
  }

  private static SortedMap<String, NdArray<?>> arrays(
      SortedMap<String, ExampleFeature> features,
      StoredExample[] examples,
      List<Map<String, Feature>> parsed) {
    SortedMap<String, NdArray<?>> arrays = new TreeMap<>();
    features.forEach(
        (name, feature) -> {
          Object values = feature.allocate(examples.length);
          for (int row = 0; row < examples.length; row++) {
            feature.read(examples[row], parsed.get(row), values, row);
          }
          arrays.put(
              name, JavaArrays.wrap(values, feature.spec().shape().prepend(examples.length)));
        });
    return arrays;
  }

  private final class Cursor implements BatchIterator {
    private long position;
    private TfRecordWindow window;

    Cursor(long position) {
      this.position = position;
    }

    @Override
    public boolean hasNext() {
      return position < total;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no batch after the last one");
      }
      if (window == null) {
        window = new TfRecordWindow(chunks, order, position);
      }
      StoredExample[] examples = new StoredExample[(int) Math.min(batchSize, total - position)];
      for (int i = 0; i < examples.length; i++) {
        examples[i] = window.next();
      }
      position += examples.length;
      return batch(examples);
    }
  }
}

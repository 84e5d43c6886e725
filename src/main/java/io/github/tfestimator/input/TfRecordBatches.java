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
  private final Batching batching;

  TfRecordBatches(
      TfRecordChunks chunks,
      SortedMap<String, ExampleFeature> features,
      SortedMap<String, ExampleFeature> labels,
      TfRecordOrder order,
      Batching batching) {
    this.chunks = chunks;
    this.features = features;
    this.labels = labels;
    this.order = order;
    this.batching = batching;
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
    return batching.repeats();
  }

  @Override
  public BatchIterator from(long batch) {
    return new Cursor(batching.start(batch));
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
      return position < batching.total();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no batch after the last one");
      }
      if (window == null) {
        window = new TfRecordWindow(chunks, order, position);
      }
      StoredExample[] examples = new StoredExample[batching.sizeAt(position)];
      for (int i = 0; i < examples.length; i++) {
        examples[i] = window.next();
      }
      position += examples.length;
      return batch(examples);
    }
  }
}

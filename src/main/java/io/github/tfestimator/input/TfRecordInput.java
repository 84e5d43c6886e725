package io.github.tfestimator.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Examples in TFRecord files of {@code tf.Example}, as many as the disk holds: {@code
 * tf.data.experimental.make_batched_features_dataset} for Java.
 *
 * <pre>{@code
 * InputFn input =
 *     TfRecordInput.of(
 *             List.of(Path.of("train-0.tfrecord"), Path.of("train-1.tfrecord")),
 *             Map.of(
 *                 "image", TensorSpec.uint8(32, 32, 3),
 *                 "user", TensorSpec.int64(),
 *                 "price", TensorSpec.float32()))
 *         .withDefault("user", -1L)
 *         .withLabels("price")
 *         .shuffledBatches(256, seed);
 * }</pre>
 *
 * <p>The specs are Python's {@code FixedLenFeature}. A float32 or float64 feature is a {@code
 * float_list} in the file; int64, int32 and bool are an {@code int64_list}; string is a {@code
 * bytes_list}; uint8 is an {@code int64_list}, or one string with as many bytes as the shape has
 * values. What the specs don't name is left out.
 *
 * <p>Opening reads each record's length once. In memory are 8 bytes for 64 records and, while
 * batches are read, the window: its records, serialized.
 *
 * <p>Shuffling takes runs of 64 records from all over the files in random order, fills the window
 * with them, shuffles the window, and takes the batches from it. A window as large as the files
 * makes all orders equally likely. The seed, the epoch, the window and the files alone decide the
 * order, so an input that is opened at a distant batch goes on with the very batches that it would
 * have given; that costs reading one window.
 *
 * <p>Immutable, and safe for any number of threads, as long as the files don't change.
 */
public final class TfRecordInput {
  /** The window unless {@link #withShuffleWindow} sets another, as Python's buffer. */
  private static final int DEFAULT_WINDOW = 10_000;

  private final TfRecordChunks chunks;
  private final SortedMap<String, ExampleFeature> features;
  private final SortedMap<String, ExampleFeature> labels;
  private final int window;

  private TfRecordInput(
      TfRecordChunks chunks,
      SortedMap<String, ExampleFeature> features,
      SortedMap<String, ExampleFeature> labels,
      int window) {
    this.chunks = chunks;
    this.features = features;
    this.labels = labels;
    this.window = window;
  }

  /**
   * Opens files.
   *
   * @param files in the order of their examples; the same order each time
   * @param features the type and shape of one example's features, by name; those of the labels too
   * @return the examples
   * @throws IllegalArgumentException if there are no files or features, or a dimension of a feature
   *     is unknown
   * @throws DataException if a file can't be read or is damaged, or there are no records
   */
  public static TfRecordInput of(List<Path> files, Map<String, TensorSpec> features) {
    if (features.isEmpty()) {
      throw new IllegalArgumentException("features ({}) must be one or more");
    }
    SortedMap<String, ExampleFeature> specs = new TreeMap<>();
    features.forEach(
        (name, spec) -> specs.put(name, new ExampleFeature(name, spec, Optional.empty())));
    return new TfRecordInput(new TfRecordChunks(files), specs, new TreeMap<>(), DEFAULT_WINDOW);
  }

  /**
   * Returns the same input with a default value: {@code default_value}. Examples without the
   * feature get it.
   *
   * @param feature the feature or label
   * @param value a number, a Boolean or a String for each of the feature's values, or an array of
   *     the feature's shape such as {@code float[]}; of the spec's type, as {@code -1L} is int64
   * @return the input
   * @throws IllegalArgumentException if there is no such feature, or the value doesn't fit it
   */
  public TfRecordInput withDefault(String feature, Object value) {
    boolean isLabel = labels.containsKey(feature);
    SortedMap<String, ExampleFeature> changed = new TreeMap<>(isLabel ? labels : features);
    ExampleFeature given = require(changed, feature);
    Object values = DefaultValues.of(feature, given.spec(), value);
    changed.put(feature, new ExampleFeature(feature, given.spec(), Optional.of(values)));
    return isLabel
        ? new TfRecordInput(chunks, features, changed, window)
        : new TfRecordInput(chunks, changed, labels, window);
  }

  /**
   * Returns the same input with some of the features as labels: {@code label_key}.
   *
   * @param names features, which are no features then
   * @return the input
   * @throws IllegalArgumentException if there is no such feature, or none is left
   */
  public TfRecordInput withLabels(String... names) {
    SortedMap<String, ExampleFeature> left = new TreeMap<>(features);
    SortedMap<String, ExampleFeature> moved = new TreeMap<>(labels);
    for (String name : names) {
      moved.put(name, require(left, name));
      left.remove(name);
    }
    if (left.isEmpty()) {
      throw new IllegalArgumentException(
          "labels (%s) must leave one feature or more".formatted(moved.keySet()));
    }
    return new TfRecordInput(chunks, left, moved, window);
  }

  /**
   * Returns the same input with another window for shuffling: {@code shuffle_buffer_size}.
   *
   * @param records how many records are in memory at once, 1 or more; rounded up to 64s. 10,000
   *     without this
   * @return the input
   * @throws IllegalArgumentException if records is less than 1
   */
  public TfRecordInput withShuffleWindow(int records) {
    if (records < 1) {
      throw new IllegalArgumentException("records (" + records + ") must be 1 or more");
    }
    return new TfRecordInput(chunks, features, labels, records);
  }

  /** {@return the number of examples} */
  public long size() {
    return chunks.records();
  }

  /**
   * Returns each example once, in the files' order. The last batch may be short. 64 records are in
   * memory at once.
   *
   * @param batchSize examples per batch, 1 or more
   * @return the batches
   * @throws IllegalArgumentException if batchSize is less than 1
   */
  public InputFn batches(int batchSize) {
    return batches(batchSize, 1);
  }

  /**
   * Returns the examples in the files' order for a number of epochs. A batch may contain the end of
   * an epoch and the start of the next. The very last batch may be short. 64 records are in memory
   * at once.
   *
   * @param batchSize examples per batch, 1 or more
   * @param epochs the number of passes over the examples, 1 or more
   * @return the batches
   * @throws IllegalArgumentException if batchSize or epochs is less than 1
   */
  public InputFn batches(int batchSize, int epochs) {
    return batches(
        new TfRecordOrder(OptionalLong.empty(), 1), Batching.finite(batchSize, size(), epochs));
  }

  /**
   * Returns batches for training without end, in a new random order in each epoch. All batches are
   * full; a batch may contain the end of an epoch and the start of the next.
   *
   * @param batchSize examples per batch, 1 to {@link #size()}
   * @param seed decides the orders
   * @return the batches
   * @throws IllegalArgumentException if batchSize is out of its range
   */
  public InputFn shuffledBatches(int batchSize, long seed) {
    return batches(shuffled(seed), Batching.endless(batchSize, size()));
  }

  /**
   * Returns the same batches for a number of epochs. The very last batch may be short.
   *
   * @param batchSize examples per batch, 1 or more
   * @param seed decides the orders
   * @param epochs the number of passes over the examples, 1 or more
   * @return the batches
   * @throws IllegalArgumentException if batchSize or epochs is less than 1
   */
  public InputFn shuffledBatches(int batchSize, long seed, int epochs) {
    return batches(shuffled(seed), Batching.finite(batchSize, size(), epochs));
  }

  private TfRecordOrder shuffled(long seed) {
    int chunksPerWindow = (int) ((window + TfRecordFile.CHUNK - 1L) / TfRecordFile.CHUNK);
    return new TfRecordOrder(OptionalLong.of(seed), chunksPerWindow);
  }

  private InputFn batches(TfRecordOrder order, Batching batching) {
    return new TfRecordBatches(chunks, features, labels, order, batching);
  }

  private static ExampleFeature require(SortedMap<String, ExampleFeature> features, String name) {
    ExampleFeature feature = features.get(name);
    if (feature == null) {
      throw new IllegalArgumentException(
          "There is no feature \"%s\", only %s".formatted(name, features.keySet()));
    }
    return feature;
  }
}

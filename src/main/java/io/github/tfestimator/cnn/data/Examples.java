package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.Permutations;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Pictures ready to be learned from: gives them out in batches, scaled, as the feature "x".
 * Immutable, and safe for any number of threads.
 *
 * <p>For training, {@link #shuffledBatches(int, long)}; to evaluate or predict, {@link #batches}.
 * The pictures stay bytes and are scaled a batch at a time, which takes a quarter of the memory.
 */
public final class Examples {
  private final Images images;
  private final int[] labels;
  private final MinMaxScaler scaler;

  private Examples(Images images, int[] labels, MinMaxScaler scaler) {
    scaler.check(images);
    this.images = images;
    this.labels = labels;
    this.scaler = scaler;
  }

  /**
   * @param examples pictures and labels
   * @param scaler a scaler of the same width
   * @return labeled examples
   * @throws IllegalArgumentException if the widths differ
   */
  public static Examples of(LabeledImages examples, MinMaxScaler scaler) {
    return new Examples(examples.images(), examples.labels(), scaler);
  }

  /**
   * @param images pictures
   * @param scaler a scaler of the same width
   * @return examples without labels, which can be predicted but not learned from
   * @throws IllegalArgumentException if the widths differ
   */
  public static Examples of(Images images, MinMaxScaler scaler) {
    return new Examples(images, new int[0], scaler);
  }

  /**
   * @return how many examples there are
   */
  public int size() {
    return images.size();
  }

  /**
   * Batches for training without end: in each epoch all examples, in a new random order that (seed,
   * epoch) decides. All batches are full; one that reaches an epoch's end goes on with the next.
   * Opening at a distant batch costs no more than one epoch's shuffling.
   *
   * @param batchSize examples per batch, 1 to {@link #size()}
   * @param seed decides the orders
   * @return the batches, features [batchSize, width] and labels [batchSize]
   * @throws IllegalArgumentException if batchSize is out of its range
   */
  public InputFn shuffledBatches(int batchSize, long seed) {
    return new Batches(
        this, batchSize, Long.MAX_VALUE, epoch -> Permutations.shuffled(size(), seed, epoch));
  }

  /**
   * The same batches, for so many epochs. The very last batch may be short.
   *
   * @param batchSize examples per batch, 1 to {@link #size()}
   * @param seed decides the orders
   * @param epochs how many times each example comes, 1 or more
   * @return the batches, features [batchSize, width] and labels [batchSize]
   * @throws IllegalArgumentException if batchSize or epochs is out of its range
   */
  public InputFn shuffledBatches(int batchSize, long seed, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs (" + epochs + ") must be 1 or more");
    }
    return new Batches(
        this,
        batchSize,
        (long) epochs * size(),
        epoch -> Permutations.shuffled(size(), seed, epoch));
  }

  /**
   * Each example once, in order. The last batch may be short.
   *
   * @param batchSize examples per batch, 1 to {@link #size()}
   * @return the batches, features [batchSize, width] and labels [batchSize]
   * @throws IllegalArgumentException if batchSize is out of its range
   */
  public InputFn batches(int batchSize) {
    return new Batches(this, batchSize, size(), epoch -> Permutations.ascending(size()));
  }

  int width() {
    return images.width();
  }

  /** The batch of these examples, in this order, in arrays of its own. */
  Batch select(int[] chosen) {
    float[] x = new float[Math.multiplyExact(chosen.length, width())];
    int[] y = new int[labels.length == 0 ? 0 : chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      scaler.transform(images, chosen[i], x, i * width());
    }
    for (int i = 0; i < y.length; i++) {
      y[i] = labels[chosen[i]];
    }
    return new Batch(chosen.length, feature(x), y);
  }

  static <T> SortedMap<String, T> feature(T value) {
    var features = new TreeMap<String, T>();
    features.put("x", value);
    return Collections.unmodifiableSortedMap(features);
  }
}

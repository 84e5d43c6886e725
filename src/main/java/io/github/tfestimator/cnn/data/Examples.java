package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.ExampleSet;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;

/**
 * Images as examples: the feature "x", scaled, float [width], and the label, int32. Immutable, and
 * safe for any number of threads.
 *
 * <p>For training, {@link #shuffledBatches(int, long)}; to evaluate or predict, {@link #batches}.
 * The images stay bytes and are scaled a batch at a time, which takes a quarter of the memory.
 */
public final class Examples implements ExampleSet {
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
   * Creates labeled examples.
   *
   * @param examples images and labels
   * @param scaler a scaler of the same width
   * @return the examples
   * @throws IllegalArgumentException if the widths differ
   */
  public static Examples of(LabeledImages examples, MinMaxScaler scaler) {
    return new Examples(examples.images(), examples.labels(), scaler);
  }

  /**
   * Creates examples without labels, which can be predicted but not learned from.
   *
   * @param images images
   * @param scaler a scaler of the same width
   * @return the examples
   * @throws IllegalArgumentException if the widths differ
   */
  public static Examples of(Images images, MinMaxScaler scaler) {
    return new Examples(images, new int[0], scaler);
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public SortedMap<String, TensorSpec> features() {
    return sorted("x", TensorSpec.float32(images.width()));
  }

  @Override
  public SortedMap<String, TensorSpec> labels() {
    return isLabeled() ? sorted(Batch.LABELS, TensorSpec.int32()) : Collections.emptySortedMap();
  }

  @Override
  public Batch select(int[] rows) {
    int width = images.width();
    float[] x = new float[Math.multiplyExact(rows.length, width)];
    int[] y = new int[isLabeled() ? rows.length : 0];
    scaler.transform(images.read(rows), x);
    for (int i = 0; i < y.length; i++) {
      y[i] = labels[rows[i]];
    }
    var features = Map.of("x", JavaArrays.wrap(x, Shape.of(rows.length, width)));
    return isLabeled()
        ? Batch.of(rows.length, features, JavaArrays.wrap(y, Shape.of(rows.length)))
        : Batch.of(rows.length, features);
  }

  private boolean isLabeled() {
    return labels.length > 0;
  }

  private static SortedMap<String, TensorSpec> sorted(String name, TensorSpec spec) {
    return new TreeMap<>(Map.of(name, spec));
  }
}

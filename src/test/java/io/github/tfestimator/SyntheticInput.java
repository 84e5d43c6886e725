package io.github.tfestimator;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.util.Collections;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.function.IntUnaryOperator;

/**
 * Examples that a small network learns quickly: each feature that belongs to the example's class is
 * large. A pure function of the example's number.
 *
 * @param width floats an example
 * @param classes how many classes there are
 * @param examples how many examples there are, or an endless number of them if negative
 * @param batchSize examples a batch
 * @param label the label that an example is given, by its class; -1 for none
 */
public record SyntheticInput(
    int width, int classes, int examples, int batchSize, IntUnaryOperator label)
    implements InputFn {

  /** One pass, the last batch short if the numbers don't fit. */
  public static SyntheticInput finite(int width, int classes, int examples, int batchSize) {
    return new SyntheticInput(width, classes, examples, batchSize, IntUnaryOperator.identity());
  }

  /** Without end. */
  public static SyntheticInput endless(int width, int classes, int batchSize) {
    return finite(width, classes, -1, batchSize);
  }

  /** The same examples, labeled otherwise. */
  public SyntheticInput labeled(IntUnaryOperator otherLabel) {
    return new SyntheticInput(width, classes, examples, batchSize, otherLabel);
  }

  /** The same examples without labels. */
  public SyntheticInput unlabeled() {
    return labeled(any -> -1);
  }

  /** The label of an example. */
  public int labelOf(int example) {
    return label.applyAsInt(classOf(example));
  }

  @Override
  public SortedMap<String, TensorSpec> features() {
    return Rows.features(width);
  }

  @Override
  public SortedMap<String, TensorSpec> labels() {
    return isLabeled() ? Rows.labels() : Collections.emptySortedMap();
  }

  private boolean isLabeled() {
    return label.applyAsInt(0) >= 0;
  }

  @Override
  public boolean repeats() {
    return examples < 0;
  }

  @Override
  public BatchIterator from(long first) {
    return new BatchIterator() {
      private long next = first;

      @Override
      public boolean hasNext() {
        return repeats() || next * batchSize < examples;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int start = Math.toIntExact(next++ * batchSize);
        return batch(start, repeats() ? batchSize : Math.min(batchSize, examples - start));
      }
    };
  }

  private Batch batch(int start, int size) {
    float[] x = new float[size * width];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < width; j++) {
        double noise = Math.sin(12.9898 * (start + i) + 78.233 * j);
        double signal = j % classes == classOf(start + i) ? 1 : 0;
        x[i * width + j] = (float) (0.7 * signal + 0.3 * noise * noise);
      }
      labels[i] = labelOf(start + i);
    }
    return isLabeled() ? Rows.batch(x, labels) : Rows.batch(x, size);
  }

  private int classOf(int example) {
    return (example * 7 + example / 5) % classes;
  }
}

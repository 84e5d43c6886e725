package io.github.tfestimator.estimator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Counts a confusion matrix, whose size is known only when all examples were seen. */
final class ConfusionCounter {
  /** As many as ImageNet has; their matrix takes 8 MB. */
  static final int MAX_CLASSES = 1000;

  private long[][] counts = new long[0][0];
  private boolean outside;

  void add(int label, long prediction) {
    long largest = Math.max(label, prediction);
    if (Math.min(label, prediction) < 0 || largest >= MAX_CLASSES) {
      outside = true;
      return;
    }
    if (largest >= counts.length) {
      grow((int) largest + 1);
    }
    counts[label][(int) prediction]++;
  }

  private void grow(int classes) {
    long[][] larger = new long[classes][];
    for (int label = 0; label < classes; label++) {
      larger[label] =
          label < counts.length ? Arrays.copyOf(counts[label], classes) : new long[classes];
    }
    counts = larger;
  }

  /**
   * The matrix, unless nothing was counted or a class was outside 0 to 999: a matrix that lacks
   * examples would mislead.
   */
  Optional<ConfusionMatrix> matrix() {
    if (outside || counts.length == 0) {
      return Optional.empty();
    }
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : counts) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return Optional.of(new ConfusionMatrix(rows));
  }
}

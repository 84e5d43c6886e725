package io.github.tfestimator.cnn.report;

import java.util.List;
import java.util.stream.IntStream;

/** A choice of some of very many things, evenly spaced. */
final class Spaced {
  private Spaced() {}

  /**
   * Returns some of a list, the first one and the last one among them.
   *
   * @param max how many, 2 or more; a list of fewer is returned whole
   */
  static <T> List<T> of(List<T> all, int max) {
    if (all.size() <= max) {
      return all;
    }
    return IntStream.range(0, max)
        .mapToObj(i -> all.get((int) ((long) i * (all.size() - 1) / (max - 1))))
        .toList();
  }
}

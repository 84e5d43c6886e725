package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.Median;
import java.util.stream.IntStream;

/** How long something takes. */
final class Seconds {
  private Seconds() {}

  static double of(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** The median of several times, for what is soon done. */
  static double of(int times, Runnable work) {
    return Median.of(IntStream.range(0, times).mapToDouble(i -> of(work)).toArray());
  }
}

package io.github.tfestimator.benchmark.growth;

import java.util.stream.IntStream;

/** How long something takes. */
final class Seconds {
  private Seconds() {}

  static double of(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** The least of several times, for what is soon done and easily disturbed. */
  static double of(int times, Runnable work) {
    return IntStream.range(0, times).mapToDouble(i -> of(work)).min().orElseThrow();
  }
}

package io.github.tfestimator.benchmark;

import java.util.stream.IntStream;

/** Measured times, in seconds. */
public final class Stopwatch {
  private Stopwatch() {}

  /** Times work that is done once. */
  public static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Times each repetition of some work, after some that don't count. */
  public static double[] secondsOfEach(int warmUp, int times, Runnable work) {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    return IntStream.range(0, times).mapToDouble(i -> seconds(work)).toArray();
  }
}

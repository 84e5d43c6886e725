package io.github.tfestimator.benchmark;

import java.util.stream.IntStream;

/** Measured times, in seconds. */
public final class Stopwatch {
  private Stopwatch() {}

  /**
   * Times some work.
   *
   * @param work is done once
   * @return its seconds
   */
  public static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * Times repeated work.
   *
   * @param warmUp how often it is done before, uncounted
   * @param times how often it is timed
   * @param work is done again and again
   * @return the seconds of each time
   */
  public static double[] secondsOfEach(int warmUp, int times, Runnable work) {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    return IntStream.range(0, times).mapToDouble(i -> seconds(work)).toArray();
  }
}

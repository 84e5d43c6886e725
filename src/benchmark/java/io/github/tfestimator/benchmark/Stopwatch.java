package io.github.tfestimator.benchmark;

import java.util.stream.IntStream;

/** How long things take, in seconds. */
public final class Stopwatch {
  private Stopwatch() {}

  /**
   * @param work what is timed, once
   * @return its seconds
   */
  public static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * @param warmUp how often it is done before, uncounted
   * @param times how often, 1 or more
   * @param work what is timed
   * @return the mean of the times
   */
  public static double secondsEach(int warmUp, int times, Runnable work) {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    return seconds(
            () -> {
              for (int i = 0; i < times; i++) {
                work.run();
              }
            })
        / times;
  }

  /**
   * For what is soon done and easily disturbed.
   *
   * @param times how often, 1 or more
   * @param work what is timed
   * @return the least of the times
   */
  public static double leastSeconds(int times, Runnable work) {
    return IntStream.range(0, times).mapToDouble(i -> seconds(work)).min().orElseThrow();
  }
}

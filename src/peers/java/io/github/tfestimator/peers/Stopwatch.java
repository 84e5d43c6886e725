package io.github.tfestimator.peers;

/** How long things take. */
final class Stopwatch {
  private Stopwatch() {}

  static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Seconds for each time, after some times for warming up. */
  static double secondsEach(int warmUp, int times, Runnable work) {
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
}

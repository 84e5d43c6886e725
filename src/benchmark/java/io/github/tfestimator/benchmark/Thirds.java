package io.github.tfestimator.benchmark;

/** The highest value in each third of a run, of which the first is for warming up. */
final class Thirds {
  private final double[] highest = new double[3];

  /**
   * @param done how much of the run is done, above 0
   * @param all the whole run
   * @param value what was measured
   * @return the value
   */
  double note(long done, long all, double value) {
    int third = (int) ((done - 1) * 3 / all);
    highest[third] = Math.max(highest[third], value);
    return value;
  }

  double growth() {
    return highest[2] - highest[1];
  }
}

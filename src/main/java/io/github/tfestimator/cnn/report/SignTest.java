package io.github.tfestimator.cnn.report;

/** The exact sign test, which on pairs of answers is McNemar's (Psychometrika 12, 1947). */
final class SignTest {
  private SignTest() {}

  /**
   * Returns the probability that fair coins fall as unevenly, or more.
   *
   * @param heads 0 or more
   * @param tails 0 or more
   * @return from 0 to 1; 1 without any
   */
  static double twoSided(int heads, int tails) {
    int all = heads + tails;
    double log = -all * Math.log(2);
    double sum = 0;
    for (int k = 0; k <= Math.min(heads, tails); k++) {
      sum += Math.exp(log);
      log += Math.log((double) (all - k) / (k + 1));
    }
    return Math.min(1, 2 * sum);
  }
}

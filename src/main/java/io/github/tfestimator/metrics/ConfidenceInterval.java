package io.github.tfestimator.metrics;

/**
 * A confidence interval of 95 %.
 *
 * @param low the lower bound
 * @param high the upper bound
 */
public record ConfidenceInterval(double low, double high) {
  /** Of the standard normal distribution, the 97.5 % quantile: 2.5 % lie beyond on each side. */
  private static final double Z = 1.959963984540054;

  /**
   * Returns the Wilson score interval of a proportion: E. B. Wilson, "Probable inference, the law
   * of succession, and statistical inference", Journal of the American Statistical Association 22
   * (1927). Unlike the usual p ± 1.96 sqrt(p (1 - p) / n), it holds for few examples too, stays
   * within 0 and 1, and doesn't shrink to nothing where all or none are right.
   *
   * @param successes the number of successful trials
   * @param trials the number of all trials
   * @return the interval, within 0 and 1
   * @throws IllegalArgumentException unless there are trials and 0 to all of them succeeded
   */
  public static ConfidenceInterval wilson(long successes, long trials) {
    if (trials < 1) {
      throw new IllegalArgumentException("trials (" + trials + ") must be 1 or more");
    }
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "successes (%d) must be from 0 to trials (%d)".formatted(successes, trials));
    }
    // The upper bound by that of the failures, so that it is exactly 1 where all succeed.
    return new ConfidenceInterval(low(successes, trials), 1 - low(trials - successes, trials));
  }

  private static double low(double successes, double trials) {
    double spread = Math.sqrt(successes * (trials - successes) / trials + Z * Z / 4);
    return (successes + Z * Z / 2 - Z * spread) / (trials + Z * Z);
  }
}

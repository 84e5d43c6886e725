package io.github.tfestimator.benchmark.growth;

import java.util.Locale;

/**
 * Whether a cost grows worse than its size. It does if it bends upwards: if what grows of it does
 * so with an exponent above {@value #LARGEST_EXPONENT}, and no straight line, from any fixed cost
 * on, comes near all points. Near is within the tolerance of such a curve, or within what half of
 * the measurements scatter, three times, if that is more.
 */
final class Verdict {
  private static final double LARGEST_EXPONENT = 1.1;

  private final Curve curve;
  private final PowerLaw line;
  private final PowerLaw law;
  private final double tolerance;

  Verdict(Curve curve) {
    this.curve = curve;
    line = PowerLaw.of(curve.sizes(), curve.costs(), 1);
    law = PowerLaw.of(curve.sizes(), curve.costs());
    tolerance = Math.max(curve.kind().tolerance, 3 * curve.noise());
  }

  boolean isWorseThanLinear() {
    return law.exponent() > LARGEST_EXPONENT && line.worstMiss() > tolerance;
  }

  @Override
  public String toString() {
    double[] relative = curve.relative();
    int last = relative.length - 1;
    return String.format(
        Locale.ROOT,
        "%s: %s %s + %s %s for each %d, to %.0f %% (%.0f %% allowed); %.3g times the size, %.3g"
            + " times the cost, exponent %.2f beside the fixed part: %s",
        curve.name(),
        curve.text(line.fixed()),
        curve.unit(),
        curve.text(line.factor()),
        curve.unit(),
        curve.sizes().get(0),
        line.worstMiss() * 100,
        tolerance * 100,
        (double) curve.sizes().get(last) / curve.sizes().get(0),
        relative[last],
        law.exponent(),
        isWorseThanLinear() ? "WORSE THAN LINEAR" : "linear or better");
  }
}

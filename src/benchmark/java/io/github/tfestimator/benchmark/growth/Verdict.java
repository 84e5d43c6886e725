package io.github.tfestimator.benchmark.growth;

import java.util.Locale;

/**
 * Whether a cost grows worse than linearly, which a fixed cost may hide. It does if the largest
 * size costs clearly more than in relation to the smallest, or clearly more than on the straight
 * line, of any fixed cost, that comes nearest to all points, while what grows does so with an
 * exponent above {@value #LARGEST_EXPONENT}. Clearly: by more than the tolerance of such a curve,
 * and than three times what half of the measurements scatter.
 */
final class Verdict {
  private static final double LARGEST_EXPONENT = 1.1;

  /** Below it the exponent would be that of the noise. */
  private static final double HARDLY = 1.05;

  private final Curve curve;
  private final PowerLaw line;
  private final PowerLaw law;
  private final double tolerance;
  private final double timesTheSize;
  private final double timesTheCost;

  Verdict(Curve curve) {
    this.curve = curve;
    line = PowerLaw.of(curve.sizes(), curve.costs(), 1);
    law = PowerLaw.of(curve.sizes(), curve.costs());
    tolerance = Math.max(curve.kind().tolerance, 3 * curve.noise());
    int last = curve.sizes().size() - 1;
    timesTheSize = (double) curve.sizes().get(last) / curve.sizes().get(0);
    timesTheCost = curve.relative()[last];
  }

  boolean isWorseThanLinear() {
    return timesTheCost > timesTheSize * (1 + tolerance)
        || law.exponent() > LARGEST_EXPONENT && line.lastAbove() > tolerance;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s %s + %s %s for each %,d; times %.2f for %.0f times the size; %s; noise"
            + " %.1f %%: %s",
        curve.name(),
        curve.text(line.fixed()),
        curve.unit(),
        curve.text(line.factor()),
        curve.unit(),
        curve.sizes().get(0),
        timesTheCost,
        timesTheSize,
        timesTheCost < HARDLY
            ? "hardly grows"
            : String.format(Locale.ROOT, "exponent of what grows %.2f", law.exponent()),
        curve.noise() * 100,
        isWorseThanLinear() ? "WORSE THAN LINEAR" : "linear or better");
  }
}

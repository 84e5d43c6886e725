package io.github.tfestimator.benchmark.growth;

import java.util.Locale;

/**
 * A verdict whether a cost grows worse than linearly, which a fixed cost may hide. It does if the
 * largest size costs clearly more than in relation to the smallest, or clearly more than on the
 * straight line, of any fixed cost, that comes nearest to all points, while the growing part has an
 * exponent above {@value #MAX_EXPONENT}. Clearly: by more than the tolerance of such a curve, and
 * by more than three times the noise.
 */
final class Verdict {
  private static final double MAX_EXPONENT = 1.1;

  /** Below it the exponent would be that of the noise. */
  private static final double NEGLIGIBLE_GROWTH = 1.05;

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
        || law.exponent() > MAX_EXPONENT && line.lastAbove() > tolerance;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s %s + %s %s for each %,d; times %.2f for %.0f times the size; %s; noise"
            + " %.1f %%: %s",
        curve.name(),
        curve.unit().format(line.fixed()),
        curve.unit().label(),
        curve.unit().format(line.factor()),
        curve.unit().label(),
        curve.sizes().get(0),
        timesTheCost,
        timesTheSize,
        timesTheCost < NEGLIGIBLE_GROWTH
            ? "hardly grows"
            : String.format(Locale.ROOT, "exponent of what grows %.2f", law.exponent()),
        curve.noise() * 100,
        isWorseThanLinear() ? "WORSE THAN LINEAR" : "linear or better");
  }
}

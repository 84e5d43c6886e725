package io.github.tfestimator.cnn;

import io.github.tfestimator.layers.ExponentialMovingAverage;
import io.github.tfestimator.layers.StochasticWeightAverage;
import io.github.tfestimator.layers.WeightAverage;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The averages of the weights that a model is evaluated, exported and used with.
 *
 * @param kind which average
 * @param decay of the exponential moving average, above 0 and below 1; 0 for others
 * @param start the step after which the mean begins, 0 or more; 0 for others
 */
public record Averages(Kind kind, float decay, long start) {
  /** The weights as they are. */
  public static final Averages NONE = new Averages(Kind.NONE, 0, 0);

  /** A kind of average. */
  public enum Kind {
    /** The weights as they are. */
    NONE,
    /** An exponential moving average of all steps. */
    EMA,
    /** The mean of the steps after a certain one. */
    FROM
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Averages {
    Objects.requireNonNull(kind, "no average of weights, or an unknown one");
    boolean isDecay = kind == Kind.EMA ? decay > 0 && decay < 1 : decay == 0;
    boolean isStart = kind == Kind.FROM ? start >= 0 : start == 0;
    if (!isDecay || !isStart) {
      throw refused(kind == Kind.FROM ? "from:" + start : "ema:" + decay);
    }
  }

  /**
   * Parses {@code none}, {@code ema:DECAY} or {@code from:STEP}.
   *
   * @param text such as {@code ema:0.999}
   * @return the averages
   * @throws IllegalArgumentException if it is no such text
   */
  public static Averages parse(String text) {
    try {
      if (text.equals("none")) {
        return NONE;
      }
      if (text.startsWith("ema:")) {
        return new Averages(Kind.EMA, Float.parseFloat(text.substring(4)), 0);
      }
      if (text.startsWith("from:")) {
        return new Averages(Kind.FROM, 0, Long.parseLong(text.substring(5)));
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as any other text that is no average.
    }
    throw refused(text);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "average weights ("
            + text
            + ") must be none, like ema:0.999, a decay above 0 and below 1, or like from:500, the"
            + " step after which the mean begins");
  }

  Optional<WeightAverage> average() {
    return switch (kind) {
      case NONE -> Optional.empty();
      case EMA -> Optional.of(ExponentialMovingAverage.of(decay).withNumUpdates());
      case FROM -> Optional.of(new StochasticWeightAverage(start));
    };
  }

  /** {@return the text that {@link #parse} takes} */
  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return switch (kind) {
      case NONE -> name;
      case EMA -> name + ":" + decay;
      case FROM -> name + ":" + start;
    };
  }
}

package io.github.tfestimator.cnn;

import io.github.tfestimator.layers.LearningRate;
import java.util.Locale;
import java.util.Objects;

/**
 * The way in which the learning rate falls over the steps of a training.
 *
 * @param kind the curve
 * @param steps how many steps it takes, 1 or more; 0 for none
 * @param rate of linear and cosine which part of the rate is left at the end, at least 0 and below
 *     1; of exponential and staircase what {@code steps} steps multiply the rate by, above 0 and at
 *     most 1
 */
public record RateDecay(Kind kind, long steps, float rate) {
  /** The rate stays. */
  public static final RateDecay NONE = new RateDecay(Kind.NONE, 0, 0);

  /** A curve. */
  public enum Kind {
    /** The rate stays. */
    NONE,
    /** A straight line down. */
    LINEAR,
    /** Half a wave down. */
    COSINE,
    /** The rate is multiplied by a number, over and over, a little in each step. */
    EXPONENTIAL,
    /** The rate is multiplied by a number, over and over, all at once. */
    STAIRCASE
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public RateDecay {
    Objects.requireNonNull(kind, "no decay, or an unknown one");
    boolean isMultiplied = kind == Kind.EXPONENTIAL || kind == Kind.STAIRCASE;
    boolean isRate = isMultiplied ? rate > 0 && rate <= 1 : rate >= 0 && rate < 1;
    if (kind == Kind.NONE ? steps != 0 || rate != 0 : steps < 1 || !isRate) {
      throw refused(text(kind, steps, rate));
    }
  }

  /**
   * Parses {@code none}, {@code linear:STEPS}, {@code cosine:STEPS}, each of them also with {@code
   * :PART} which is left, {@code exponential:STEPS:FACTOR} or {@code staircase:STEPS:FACTOR}.
   *
   * @param text such as {@code linear:700}
   * @return the decay
   * @throws IllegalArgumentException if it is no such text
   */
  public static RateDecay parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      Kind kind = Kind.valueOf(parts[0].toUpperCase(Locale.ROOT));
      boolean isWhole =
          switch (kind) {
            case NONE -> parts.length == 1;
            case LINEAR, COSINE -> parts.length == 2 || parts.length == 3;
            case EXPONENTIAL, STAIRCASE -> parts.length == 3;
          };
      if (isWhole) {
        return new RateDecay(
            kind,
            parts.length > 1 ? Long.parseLong(parts[1]) : 0,
            parts.length > 2 ? Float.parseFloat(parts[2]) : 0);
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as any other text that is no decay.
    }
    throw refused(text);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "decay ("
            + text
            + ") must be none, like linear:700 or cosine:700, which count steps, or like"
            + " linear:700:0.1, which leaves a part below 1, exponential:1000:0.9 or"
            + " staircase:1000:0.9, whose factor is above 0 and at most 1");
  }

  /** Returns the learning rate as a function of the step. */
  LearningRate of(float start) {
    return switch (kind) {
      case NONE -> LearningRate.constant(start);
      case LINEAR -> LearningRate.polynomialDecay(start, steps, start * rate, 1);
      case COSINE -> LearningRate.cosineDecay(start, steps, rate);
      case EXPONENTIAL -> LearningRate.exponentialDecay(start, steps, rate);
      case STAIRCASE -> LearningRate.staircaseDecay(start, steps, rate);
    };
  }

  /** {@return the text that {@link #parse} takes} */
  @Override
  public String toString() {
    return text(kind, steps, rate);
  }

  private static String text(Kind kind, long steps, float rate) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    if (kind == Kind.NONE) {
      return name;
    }
    return rate == 0 ? name + ":" + steps : name + ":" + steps + ":" + rate;
  }
}

package io.github.tfestimator.hooks;

import java.time.Duration;

/** How often something is done: every so many steps, or after so much time; never both. */
public sealed interface Every {

  /**
   * By steps.
   *
   * @param count how many steps lie between, 1 or more
   */
  record Steps(long count) implements Every {
    /** Checks the count. */
    public Steps {
      if (count < 1) {
        throw new IllegalArgumentException("steps (" + count + ") must be 1 or more");
      }
    }
  }

  /**
   * By time.
   *
   * @param interval how much time lies between, positive
   */
  record Time(Duration interval) implements Every {
    /** Checks the interval. */
    public Time {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("interval (" + interval + ") must be a positive time");
      }
    }
  }

  /**
   * @param count how many steps lie between
   * @return that often
   * @throws IllegalArgumentException if it is below 1
   */
  static Every steps(long count) {
    return new Steps(count);
  }

  /**
   * @param seconds how many seconds lie between
   * @return that often
   * @throws IllegalArgumentException if it is below 1
   */
  static Every seconds(long seconds) {
    return time(Duration.ofSeconds(seconds));
  }

  /**
   * @param interval how much time lies between
   * @return that often
   * @throws IllegalArgumentException if it isn't positive
   */
  static Every time(Duration interval) {
    return new Time(interval);
  }
}

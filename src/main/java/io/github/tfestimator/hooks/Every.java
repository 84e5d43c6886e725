package io.github.tfestimator.hooks;

import java.time.Duration;

/** An interval, in steps or in time, never both. */
public sealed interface Every {

  /**
   * By steps.
   *
   * @param count the number of steps, 1 or more
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
   * @param interval a positive duration
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
   * Returns an interval of steps.
   *
   * @param count the number of steps, 1 or more
   * @return the interval
   * @throws IllegalArgumentException if the count is below 1
   */
  static Every steps(long count) {
    return new Steps(count);
  }

  /**
   * Returns an interval of seconds.
   *
   * @param seconds the number of seconds, 1 or more
   * @return the interval
   * @throws IllegalArgumentException if the number is below 1
   */
  static Every seconds(long seconds) {
    return time(Duration.ofSeconds(seconds));
  }

  /**
   * Returns an interval of time.
   *
   * @param interval a positive duration
   * @return the interval
   * @throws IllegalArgumentException if the duration isn't positive
   */
  static Every time(Duration interval) {
    return new Time(interval);
  }
}

package io.github.tfestimator.estimator;

/** The length of a training: {@code steps=} or {@code max_steps=}, never both. */
public sealed interface Steps {

  /**
   * A number of further steps: {@code steps=}.
   *
   * @param count 1 or more
   */
  record More(long count) implements Steps {
    /** Checks the count. */
    public More {
      requirePositive("steps", count);
    }
  }

  /**
   * Until the global step is that; nothing, if it already is.
   *
   * @param globalStep 1 or more
   */
  record UpTo(long globalStep) implements Steps {
    /** Checks the step. */
    public UpTo {
      requirePositive("max_steps", globalStep);
    }
  }

  /**
   * {@code steps=count}.
   *
   * @param count the number of further steps
   * @return the end
   * @throws IllegalArgumentException if it is below 1
   */
  static Steps more(long count) {
    return new More(count);
  }

  /**
   * {@code max_steps=globalStep}.
   *
   * @param globalStep the global step to stop at
   * @return the end
   * @throws IllegalArgumentException if it is below 1
   */
  static Steps upTo(long globalStep) {
    return new UpTo(globalStep);
  }

  /** The global step to stop at when training starts at the given one. */
  default long last(long start) {
    if (this instanceof More more) {
      // Beyond all numbers is as good as without end.
      return more.count() > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + more.count();
    }
    return ((UpTo) this).globalStep();
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be 1 or more");
    }
  }
}

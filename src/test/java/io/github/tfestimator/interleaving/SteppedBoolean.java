package io.github.tfestimator.interleaving;

/** {@code AtomicBoolean} in a schedule. */
public final class SteppedBoolean {
  private boolean value;

  /** Begins with a value. */
  public SteppedBoolean(boolean value) {
    this.value = value;
  }

  /** Begins with zero. */
  public SteppedBoolean() {}

  /** Returns the value. */
  public boolean get() {
    return Steps.atomically(this, () -> value);
  }

  /** Changes the value if it is as expected. */
  public boolean compareAndSet(boolean expected, boolean next) {
    return Steps.atomically(
        this,
        () -> {
          boolean isExpected = value == expected;
          value = isExpected ? next : value;
          return isExpected;
        });
  }
}

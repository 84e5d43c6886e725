package io.github.tfestimator.interleaving;

/** {@code AtomicInteger} in a schedule. */
public final class SteppedInteger {
  private int value;

  /** Begins with a value. */
  public SteppedInteger(int value) {
    this.value = value;
  }

  /** Begins with zero. */
  public SteppedInteger() {}

  /** Returns the value. */
  public int get() {
    return Steps.atomically(this, () -> value);
  }

  /** Changes the value if it is as expected. */
  public boolean compareAndSet(int expected, int next) {
    return Steps.atomically(
        this,
        () -> {
          boolean isExpected = value == expected;
          value = isExpected ? next : value;
          return isExpected;
        });
  }

  /** Adds to the value, and returns the sum. */
  public int addAndGet(int addend) {
    return Steps.atomically(this, () -> value += addend);
  }

  /** Adds one, and returns the sum. */
  public int incrementAndGet() {
    return addAndGet(1);
  }

  /** Subtracts one, and returns the difference. */
  public int decrementAndGet() {
    return addAndGet(-1);
  }
}

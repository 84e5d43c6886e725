package io.github.tfestimator.interleaving;

/** {@code AtomicLong} in a schedule. */
public final class SteppedLong {
  private long value;

  /** Begins with a value. */
  public SteppedLong(long value) {
    this.value = value;
  }

  /** Begins with zero. */
  public SteppedLong() {}

  /** Returns the value. */
  public long get() {
    return Steps.atomically(this, () -> value);
  }

  /** Changes the value if it is as expected. */
  public boolean compareAndSet(long expected, long next) {
    return Steps.atomically(
        this,
        () -> {
          boolean isExpected = value == expected;
          value = isExpected ? next : value;
          return isExpected;
        });
  }

  /** Adds to the value, and returns the sum. */
  public long addAndGet(long addend) {
    return Steps.atomically(this, () -> value += addend);
  }

  /** Adds one, and returns the sum. */
  public long incrementAndGet() {
    return addAndGet(1);
  }

  /** Subtracts one, and returns the difference. */
  public long decrementAndGet() {
    return addAndGet(-1);
  }
}

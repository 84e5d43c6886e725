package io.github.tfestimator.interleaving;

import java.util.concurrent.TimeUnit;

/** {@code CountDownLatch} in a schedule. */
public final class SteppedLatch {
  private long count;

  /** Begins with a count. */
  public SteppedLatch(int count) {
    this.count = count;
  }

  /** Returns the count. */
  public long getCount() {
    return Steps.atomically(this, () -> count);
  }

  /** Subtracts one, if any are left. */
  public void countDown() {
    Steps.atomically(this, () -> count = Math.max(0, count - 1));
  }

  /** Waits for zero. */
  public void await() throws InterruptedException {
    await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  /** Waits for zero, but not longer than a time. */
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    boolean isZero = Steps.await(() -> count == 0, unit.toNanos(time));
    getCount();
    return isZero;
  }
}

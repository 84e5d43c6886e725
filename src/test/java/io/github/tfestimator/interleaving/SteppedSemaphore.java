package io.github.tfestimator.interleaving;

/** {@code Semaphore} in a schedule. */
public final class SteppedSemaphore {
  private int permits;

  /** Begins with so many permits. */
  public SteppedSemaphore(int permits) {
    this.permits = permits;
  }

  /** Returns how many permits are left. */
  public int availablePermits() {
    return Steps.atomically(this, () -> permits);
  }

  /** Takes a permit if there is one. */
  public boolean tryAcquire() {
    return Steps.atomically(
        this,
        () -> {
          boolean isFree = permits > 0;
          permits -= isFree ? 1 : 0;
          return isFree;
        });
  }

  /** Gives a permit back. */
  public void release() {
    Steps.atomically(this, () -> ++permits);
  }
}

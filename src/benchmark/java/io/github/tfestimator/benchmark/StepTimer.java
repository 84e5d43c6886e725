package io.github.tfestimator.benchmark;

import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.util.ArrayList;
import java.util.List;

/** From the end of a step to the end of the next: all that the loop does, reading included. */
public final class StepTimer implements SessionRunHook {
  private final int warmUp;
  private final List<Double> seconds = new ArrayList<>();
  private long last;

  /**
   * @param warmUp how many steps don't count, 1 or more
   */
  public StepTimer(int warmUp) {
    this.warmUp = warmUp;
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    long now = System.nanoTime();
    if (context.iteration() >= warmUp) {
      seconds.add((now - last) / 1e9);
    }
    last = now;
  }

  /**
   * @return the median of the steps that count, in seconds
   */
  public double median() {
    return Median.of(seconds.stream().mapToDouble(Double::doubleValue).toArray());
  }
}

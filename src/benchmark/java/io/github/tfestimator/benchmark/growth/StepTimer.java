package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.Median;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.util.ArrayList;
import java.util.List;

/** From the end of a step to the end of the next: all that the loop does, reading included. */
final class StepTimer implements SessionRunHook {
  /** How many steps the training must have. */
  static final int STEPS = 60;

  private static final int WARM_UP = 15;

  private final List<Double> seconds = new ArrayList<>();
  private long last;

  @Override
  public void afterRun(RunContext context, RunValues values) {
    long now = System.nanoTime();
    if (context.iteration() >= WARM_UP) {
      seconds.add((now - last) / 1e9);
    }
    last = now;
  }

  /**
   * @return the median of the steps after those for warming up, in seconds
   */
  double median() {
    return Median.of(seconds.stream().mapToDouble(Double::doubleValue).toArray());
  }
}

package io.github.tfestimator.hooks;

import org.tensorflow.Graph;

/**
 * Logs the loss at an interval, from the first step of a training on. Each training has one, as
 * {@link io.github.tfestimator.hooks} says.
 */
public final class LossLoggingHook implements SessionRunHook {
  private final EveryTimer timer;

  private LossLoggingHook(Every every) {
    timer = new EveryTimer(every);
  }

  /**
   * Returns a hook that logs the loss.
   *
   * @param every the interval
   * @return the hook
   */
  public static LossLoggingHook every(Every every) {
    return new LossLoggingHook(every);
  }

  @Override
  public void begin(Graph graph) {
    timer.reset();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (timer.isDue(context.globalStep())) {
      Log.TENSORFLOW.info(
          "loss = {}, step = {}{}",
          values.loss(),
          context.globalStep(),
          timer.lap(context.globalStep()));
    }
  }
}

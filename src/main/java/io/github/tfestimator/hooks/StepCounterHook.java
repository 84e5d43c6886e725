package io.github.tfestimator.hooks;

import java.util.Locale;

/**
 * Logs how fast a training goes, {@code global_step/sec}, and writes it for TensorBoard: {@code
 * tf.train.StepCounterHook}. Each training has one.
 */
public final class StepCounterHook implements SessionRunHook {
  private final EveryTimer timer;

  private StepCounterHook(Every every) {
    timer = new EveryTimer(every);
  }

  /**
   * {@code StepCounterHook(every_n_steps=...)} or {@code (every_n_secs=...)}.
   *
   * @param every the interval
   * @return the hook
   */
  public static StepCounterHook every(Every every) {
    return new StepCounterHook(every);
  }

  @Override
  public void afterCreateSession(RunContext context) {
    timer.done(context.globalStep());
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    long step = context.globalStep() + 1;
    if (timer.isDue(step)) {
      double rate = (step - timer.lastStep()) / (timer.sinceLast().toNanos() / 1e9);
      Log.TENSORFLOW.info("global_step/sec: {}", String.format(Locale.ROOT, "%.6g", rate));
      context.events().scalar("global_step/sec", (float) rate, step);
      timer.done(step);
    }
  }
}

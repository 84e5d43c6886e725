package io.github.tfestimator.hooks;

/** Ends a training at a step: {@code tf.train.StopAtStepHook}. */
public final class StopAtStepHook implements SessionRunHook {
  private final boolean relative;
  private final long steps;
  private long last;

  private StopAtStepHook(boolean relative, String name, long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(name + " (" + steps + ") must be 1 or more");
    }
    this.relative = relative;
    this.steps = steps;
  }

  /**
   * {@code StopAtStepHook(num_steps=steps)}.
   *
   * @param steps the number of steps to take
   * @return the hook
   * @throws IllegalArgumentException if it is below 1
   */
  public static StopAtStepHook numSteps(long steps) {
    return new StopAtStepHook(true, "num_steps", steps);
  }

  /**
   * {@code StopAtStepHook(last_step=globalStep)}.
   *
   * @param globalStep the global step to stop at; a training that is there already takes no step
   * @return the hook
   * @throws IllegalArgumentException if it is below 1
   */
  public static StopAtStepHook lastStep(long globalStep) {
    return new StopAtStepHook(false, "last_step", globalStep);
  }

  @Override
  public void afterCreateSession(RunContext context) {
    last = relative ? context.globalStep() + steps : steps;
    stopAt(context, context.globalStep());
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    stopAt(context, context.globalStep() + 1);
  }

  private void stopAt(RunContext context, long step) {
    if (step >= last) {
      context.requestStop();
    }
  }
}

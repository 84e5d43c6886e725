package io.github.tfestimator.estimator;

/** Logs the loss every so many steps, from the first step of a training on. */
final class LossLoggingHook implements SessionRunHook {
  private final int everyNIter;
  private final Stopwatch stopwatch = new Stopwatch();

  LossLoggingHook(int everyNIter) {
    this.everyNIter = everyNIter;
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (context.iteration() % everyNIter == 0) {
      Log.TENSORFLOW.info(
          "loss = {}, step = {}{}", values.loss(), context.globalStep(), stopwatch.lap());
    }
  }
}

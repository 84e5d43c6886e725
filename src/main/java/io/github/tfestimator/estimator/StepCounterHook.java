package io.github.tfestimator.estimator;

import java.util.Locale;
import org.tensorflow.Session;

/** Logs how fast a training goes: {@code global_step/sec}. */
final class StepCounterHook implements SessionRunHook {
  private final int everyNSteps;
  private long lastStep;
  private long lastTime;

  StepCounterHook(int everyNSteps) {
    this.everyNSteps = everyNSteps;
  }

  @Override
  public void afterCreateSession(Session session, long globalStep) {
    lastStep = globalStep;
    lastTime = System.nanoTime();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    long step = context.globalStep() + 1;
    if (step - lastStep >= everyNSteps) {
      long now = System.nanoTime();
      double rate = (step - lastStep) / ((now - lastTime) / 1e9);
      Log.TENSORFLOW.info("global_step/sec: {}", String.format(Locale.ROOT, "%.6g", rate));
      lastStep = step;
      lastTime = now;
    }
  }
}

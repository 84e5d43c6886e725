package io.github.tfestimator.hooks;

import io.github.tfestimator.checkpoint.Checkpoints;
import java.util.List;
import org.tensorflow.Graph;

/**
 * Saves a checkpoint when a training starts from scratch, at an interval, and at the end: {@code
 * tf.train.CheckpointSaverHook}. Each training has one for its model directory by default. A
 * further one saves to another directory, which must have no other use.
 */
public final class CheckpointSaverHook implements SessionRunHook {
  private final Checkpoints checkpoints;
  private final Every every;
  private final EveryTimer timer;
  private final List<CheckpointSaverListener> listeners;

  /**
   * Creates a hook that saves checkpoints.
   *
   * @param checkpoints writes the checkpoints
   * @param every the interval; by steps, at the global steps that are multiples
   * @param listeners receive callbacks around each save
   */
  public CheckpointSaverHook(
      Checkpoints checkpoints, Every every, CheckpointSaverListener... listeners) {
    this.checkpoints = checkpoints;
    this.every = every;
    this.timer = new EveryTimer(every);
    this.listeners = List.of(listeners);
  }

  @Override
  public void begin(Graph graph) {
    Log.TENSORFLOW.info("Create CheckpointSaverHook.");
  }

  @Override
  public void afterCreateSession(RunContext context) {
    if (checkpoints.isSaved(context.globalStep())) {
      // What was just restored is on disk already: a second write could only harm it.
      timer.done(context.globalStep());
    } else {
      checkpoints.writeGraph(context.session().graph());
      save(context, context.globalStep());
    }
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (isDue(context.globalStep() + 1) && !context.isAbandoned()) {
      save(context, context.globalStep() + 1);
    }
  }

  /**
   * Steps count as multiples, so that interruptions don't change the saved checkpoints. Beside
   * other workers of a cluster, a training may not see the multiple itself.
   */
  private boolean isDue(long step) {
    return every instanceof Every.Steps steps
        ? step / steps.count() > timer.lastStep() / steps.count()
        : timer.isDue(step);
  }

  @Override
  public void end(RunContext context) {
    if (context.isAbandoned()) {
      Log.TENSORFLOW.warn(
          "Not saving step {}: the newest checkpoint is that of step {}.",
          context.globalStep(),
          timer.lastStep());
    } else if (context.globalStep() != timer.lastStep()) {
      save(context, context.globalStep());
    }
  }

  private void save(RunContext context, long globalStep) {
    if (!checkpoints.save(context.session(), globalStep)) {
      throw NanLossDuringTrainingException.ofVariables(globalStep);
    }
    timer.done(globalStep);
    listeners.forEach(listener -> listener.afterSave(context, globalStep));
  }
}

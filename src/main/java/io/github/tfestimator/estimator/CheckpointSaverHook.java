package io.github.tfestimator.estimator;

import java.time.Duration;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/** Saves a checkpoint when a training starts afresh, every so often, and at its end. */
final class CheckpointSaverHook implements SessionRunHook {
  private final Checkpoints checkpoints;
  private final long intervalNanos;
  private final boolean resumes;
  private long savedStep;
  private long savedTime;

  CheckpointSaverHook(Checkpoints checkpoints, Duration interval, boolean resumes) {
    this.checkpoints = checkpoints;
    this.resumes = resumes;
    this.intervalNanos = interval.toNanos();
  }

  @Override
  public void begin(Graph graph) {
    Log.TENSORFLOW.info("Create CheckpointSaverHook.");
  }

  @Override
  public void afterCreateSession(Session session, long globalStep) {
    if (resumes) {
      // What was just restored is on disk already: a second write could only harm it.
      savedStep = globalStep;
      savedTime = System.nanoTime();
    } else {
      checkpoints.writeGraph(session.graph());
      save(session, globalStep);
    }
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (System.nanoTime() - savedTime >= intervalNanos) {
      save(context.session(), context.globalStep() + 1);
    }
  }

  @Override
  public void end(Session session, long globalStep) {
    if (globalStep != savedStep) {
      save(session, globalStep);
    }
  }

  private void save(Session session, long globalStep) {
    checkpoints.save(session, globalStep);
    savedStep = globalStep;
    savedTime = System.nanoTime();
  }
}

package io.github.tfestimator.estimator;

import org.tensorflow.Session;

/** The step that a {@link SessionRunHook} is told of: {@code SessionRunContext}. */
public final class RunContext {
  private final Session session;
  private final long iteration;
  private final long globalStep;
  private boolean stopRequested;

  RunContext(Session session, long iteration, long globalStep) {
    this.session = session;
    this.iteration = iteration;
    this.globalStep = globalStep;
  }

  /**
   * @return the session that the step runs in
   */
  public Session session() {
    return session;
  }

  /**
   * @return how many steps this call of {@link Estimator#train} took before this one
   */
  public long iteration() {
    return iteration;
  }

  /**
   * @return the global step before this step; after it, one more
   */
  public long globalStep() {
    return globalStep;
  }

  /** Makes this step the last one; the training then ends as usual, with a checkpoint. */
  public void requestStop() {
    stopRequested = true;
  }

  boolean stopRequested() {
    return stopRequested;
  }
}

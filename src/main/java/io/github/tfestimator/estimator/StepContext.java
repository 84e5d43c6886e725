package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.summary.EventFile;
import org.tensorflow.Session;

/** The state of a training between its steps. */
final class StepContext implements RunContext {
  private final Session session;
  private final EventFile events;
  private long globalStep;
  private long iteration;
  private boolean stopRequested;
  private boolean abandoned;
  private boolean interrupted;
  private boolean traceRequested;

  StepContext(Session session, EventFile events, long start) {
    this.session = session;
    this.events = events;
    this.globalStep = start;
  }

  void next() {
    globalStep++;
    iteration++;
    traceRequested = false;
  }

  /** Corrects the step before the current one, where other workers count too. */
  void setGlobalStep(long step) {
    globalStep = step;
  }

  boolean traceRequested() {
    return traceRequested;
  }

  @Override
  public Session session() {
    return session;
  }

  @Override
  public long iteration() {
    return iteration;
  }

  @Override
  public long globalStep() {
    return globalStep;
  }

  @Override
  public EventFile events() {
    return events;
  }

  @Override
  public void requestStop() {
    stopRequested = true;
  }

  @Override
  public boolean stopRequested() {
    return stopRequested;
  }

  @Override
  public void abandon() {
    abandoned = true;
    stopRequested = true;
  }

  @Override
  public boolean isAbandoned() {
    return abandoned;
  }

  @Override
  public void interrupt() {
    interrupted = true;
    stopRequested = true;
  }

  @Override
  public boolean isInterrupted() {
    return interrupted;
  }

  @Override
  public void requestTrace() {
    traceRequested = true;
  }
}

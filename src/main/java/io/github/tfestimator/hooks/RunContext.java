package io.github.tfestimator.hooks;

import io.github.tfestimator.summary.EventFile;
import org.tensorflow.Session;

/** The training that a {@link SessionRunHook} looks on at: {@code SessionRunContext}. */
public interface RunContext {

  /** {@return the session of the training} */
  Session session();

  /** {@return the number of steps that this call of {@code train} has taken so far} */
  long iteration();

  /**
   * Returns the global step.
   *
   * @return the step before the current one in {@link SessionRunHook#beforeRun} and {@link
   *     SessionRunHook#afterRun}; after the step, one more
   */
  long globalStep();

  /** {@return the event file of the training, in the model directory} */
  EventFile events();

  /**
   * Ends the training as usual, with a checkpoint: after this step, or before it if asked in {@link
   * SessionRunHook#afterCreateSession} or {@link SessionRunHook#beforeRun}.
   */
  void requestStop();

  /** {@return whether a hook requested the end of the training} */
  boolean stopRequested();

  /**
   * As {@link #requestStop}, but what the variables are now is not worth keeping: the newest
   * checkpoint stays the newest.
   */
  void abandon();

  /** {@return whether a hook declared the current variables unusable} */
  boolean isAbandoned();

  /**
   * As {@link #requestStop}, but the training hasn't reached its end and is to go on another time,
   * as when its process is told to stop: the checkpoint is saved, but nothing is made of it yet.
   */
  void interrupt();

  /** {@return whether a hook postponed the rest of the training} */
  boolean isInterrupted();

  /** In {@link SessionRunHook#beforeRun}: wants to know how long each kernel of the step takes. */
  void requestTrace();
}

package io.github.tfestimator.hooks;

import io.github.tfestimator.summary.EventFile;
import org.tensorflow.Session;

/** The training that a {@link SessionRunHook} looks on at: {@code SessionRunContext}. */
public interface RunContext {

  /**
   * @return the session that the steps run in
   */
  Session session();

  /**
   * @return how many steps this call of {@code train} took so far
   */
  long iteration();

  /**
   * @return the global step: before the step in {@link SessionRunHook#beforeRun} and {@link
   *     SessionRunHook#afterRun}; after it, one more
   */
  long globalStep();

  /**
   * @return the training's event file, in the model directory
   */
  EventFile events();

  /**
   * Ends the training as usual, with a checkpoint: after this step, or before it if asked in {@link
   * SessionRunHook#afterCreateSession} or {@link SessionRunHook#beforeRun}.
   */
  void requestStop();

  /**
   * @return whether a hook asked for the end
   */
  boolean stopRequested();

  /**
   * As {@link #requestStop}, but what the variables are now is not worth keeping: the newest
   * checkpoint stays the newest.
   */
  void abandon();

  /**
   * @return whether a hook gave up what the variables are now
   */
  boolean isAbandoned();

  /**
   * As {@link #requestStop}, but the training hasn't reached its end and is to go on another time,
   * as when its process is told to stop: the checkpoint is saved, but nothing is made of it yet.
   */
  void interrupt();

  /**
   * @return whether a hook put off the rest of the training to another time
   */
  boolean isInterrupted();

  /** In {@link SessionRunHook#beforeRun}: wants to know how long each kernel of the step takes. */
  void requestTrace();
}

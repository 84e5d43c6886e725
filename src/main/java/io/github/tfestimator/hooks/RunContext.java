package io.github.tfestimator.hooks;

import io.github.tfestimator.summary.EventFile;
import org.tensorflow.Session;

/** The state of a training, as a {@link SessionRunHook} sees it: {@code SessionRunContext}. */
public interface RunContext {

  /** {@return the session of the training} */
  Session session();

  /** {@return the number of steps that this call of {@code train} has taken so far} */
  long iteration();

  /**
   * Returns the global step.
   *
   * @return in {@link SessionRunHook#beforeRun} and {@link SessionRunHook#afterRun} the global step
   *     before the current step; in {@link SessionRunHook#end} the step reached
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
   * Ends the training like {@link #requestStop}, but without a checkpoint, as the current variables
   * are unusable.
   */
  void abandon();

  /** {@return whether a hook declared the current variables unusable} */
  boolean isAbandoned();

  /**
   * Ends the training like {@link #requestStop}, but marks it as unfinished, as when a signal stops
   * the process: the checkpoint is saved, but neither evaluated nor exported.
   */
  void interrupt();

  /** {@return whether a hook postponed the rest of the training} */
  boolean isInterrupted();

  /**
   * Requests the times of each kernel of the step; to be called in {@link
   * SessionRunHook#beforeRun}.
   */
  void requestTrace();
}

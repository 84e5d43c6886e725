package io.github.tfestimator.estimator;

import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EventFile;
import io.github.tfestimator.summary.SummaryException;
import java.nio.file.Path;

/**
 * The files of an evaluation's folder: the history, which programs read, and events for
 * TensorBoard. A file that can't be read or written is a warning in the log, as a training or an
 * evaluation is worth more.
 */
final class EvaluationFiles {
  private final EvaluationHistory history;
  private final EventFile events;

  private EvaluationFiles(Path folder) {
    this.history = EvaluationHistory.in(folder);
    this.events = EventFile.in(folder);
  }

  static EvaluationFiles in(Path folder) {
    return new EvaluationFiles(folder);
  }

  EvaluationHistory history() {
    return history;
  }

  /** Returns whether the history has an evaluation of the step. */
  boolean contain(long globalStep) {
    try {
      return history.find(globalStep).isPresent();
    } catch (SummaryException e) {
      // Evaluating once more costs less than not going on.
      Log.TENSORFLOW.warn(e.getMessage());
      return false;
    }
  }

  /** Writes the events, then the history, by which the evaluation is known to be complete. */
  void write(Evaluation evaluation) {
    events.scalars(evaluation.scalars(), evaluation.globalStep());
    try {
      history.put(evaluation.toRecord());
    } catch (SummaryException e) {
      Log.TENSORFLOW.warn(e.getMessage());
    }
  }
}

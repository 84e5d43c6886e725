package io.github.tfestimator.distribute;

import java.util.Locale;

/** The type of a task in a cluster, as {@code TF_CONFIG} names it. */
public enum TaskType {
  /** Trains, saves checkpoints, and writes what TensorBoard shows. */
  CHIEF,

  /** Trains. */
  WORKER,

  /** Holds variables: a parameter server. */
  PS,

  /** Evaluates and exports the checkpoints of a training. Is in no cluster. */
  EVALUATOR;

  /** {@return the name in {@code TF_CONFIG}, such as {@code chief}} */
  public String jobName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

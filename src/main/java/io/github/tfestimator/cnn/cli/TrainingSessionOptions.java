package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.Precision;

/** The options of threads, GPUs and precision of the commands that train. */
final class TrainingSessionOptions extends SessionOptions {
  @Override
  void requireComputable(Precision chosen) {
    // A training can compute in all of them.
  }
}

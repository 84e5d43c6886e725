package io.github.tfestimator.estimator;

/** What a model function is called for: {@code tf.estimator.ModeKeys}. */
public enum Mode {
  /** To learn. */
  TRAIN,
  /** To be judged on labeled examples. */
  EVAL,
  /** To classify. */
  PREDICT
}

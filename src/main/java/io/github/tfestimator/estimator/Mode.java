package io.github.tfestimator.estimator;

/** The purposes that a model function is called for: {@code tf.estimator.ModeKeys}. */
public enum Mode {
  /** To learn. */
  TRAIN,
  /** To be evaluated on labeled examples. */
  EVAL,
  /** To predict. */
  PREDICT
}

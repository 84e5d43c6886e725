package io.github.tfestimator.estimator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logger that Python's estimator uses. */
final class Log {
  static final Logger TENSORFLOW = LoggerFactory.getLogger("tensorflow");

  private Log() {}
}

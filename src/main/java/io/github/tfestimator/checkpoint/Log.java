package io.github.tfestimator.checkpoint;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logger that Python's saver uses. */
final class Log {
  static final Logger TENSORFLOW = LoggerFactory.getLogger("tensorflow");

  private Log() {}
}

package io.github.tfestimator.hooks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logger that Python's hooks use. */
final class Log {
  static final Logger TENSORFLOW = LoggerFactory.getLogger("tensorflow");

  private Log() {}
}

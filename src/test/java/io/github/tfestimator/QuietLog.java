package io.github.tfestimator;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what the estimator logs off the console, and for the test to look at. */
public final class QuietLog implements BeforeEachCallback, AfterEachCallback {
  private LogLines lines;

  /** Returns the lines logged since the test began. */
  public LogLines lines() {
    return lines;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    lines = LogLines.listen();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    lines.close();
  }
}

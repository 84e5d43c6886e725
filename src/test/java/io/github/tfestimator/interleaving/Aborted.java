package io.github.tfestimator.interleaving;

/** The end of a thread whose schedule has failed. */
final class Aborted extends Error {
  private static final long serialVersionUID = 1;

  Aborted() {
    super("the schedule has ended", null, false, false);
  }
}

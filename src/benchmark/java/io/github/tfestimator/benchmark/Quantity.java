package io.github.tfestimator.benchmark;

/** A measured quantity. */
public interface Quantity extends Labeled {
  /** Returns how values are shown: by default seconds as milliseconds. */
  default Unit unit() {
    return Unit.MILLIS;
  }
}

package io.github.tfestimator.parity;

import io.github.tfestimator.input.Batch;
import org.junit.jupiter.api.Tag;

/** On the formula's images. */
@Tag("medium")
class SameNumbersOnFormulaTest extends SameNumbers {
  @Override
  String fixture() {
    return "same-numbers-formula.npz";
  }

  @Override
  Batch evaluated() {
    return Formula.batch(0, EVALUATED);
  }

  @Override
  Batch batch(int step) {
    return Formula.batch(BATCH * step, BATCH);
  }
}

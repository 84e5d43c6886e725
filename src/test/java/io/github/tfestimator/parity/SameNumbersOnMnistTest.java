package io.github.tfestimator.parity;

import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.RealMnist;
import io.github.tfestimator.input.Batch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** On MNIST's images, in the order of its files. */
@Tag("slow")
class SameNumbersOnMnistTest extends SameNumbers {
  @Override
  String fixture() {
    return "same-numbers-mnist.npz";
  }

  @Override
  Batch evaluated() {
    return batch(RealMnist.official().test(), 0, EVALUATED);
  }

  @Override
  Batch batch(int step) {
    return batch(RealMnist.official().train(), BATCH * step, BATCH);
  }

  private static Batch batch(LabeledImages images, int first, int count) {
    LabeledImages selection = images.select(IntStream.range(first, first + count).toArray());
    return Formula.batch(selection.images(), selection.labels());
  }
}
